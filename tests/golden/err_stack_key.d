BEGIN
{
	@[stack(), ustack(4)] = count();
	printa("%k %k %@d\n", @);
}
