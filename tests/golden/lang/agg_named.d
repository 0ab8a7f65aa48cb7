BEGIN
{
	@reads = count();
	@writes = count();
	@writes = count();
	printa("reads %@d\n", @reads);
	printa("writes %@d\n", @writes);
	exit(0);
}
