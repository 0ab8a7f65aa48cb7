BEGIN
{
	@a[pid] = count();
	@a[pid] = sum(1);
}
