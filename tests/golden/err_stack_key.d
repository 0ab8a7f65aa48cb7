BEGIN
{
	@[stack(), ustack(4)] = count();
	printa("%k %k %@d\n", @);
	printf("%k", stack(5));
}
