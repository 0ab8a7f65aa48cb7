/* Eight keys find room until the buffer is emptied, each second; those that are in do so. */
BEGIN
{
	@[0] = count();
	@[1] = count();
	@[2] = count();
	@[3] = count();
	@[4] = count();
	@[5] = count();
	@[6] = count();
	@[7] = count();
	@[8] = count();
	@[0] = count();
}

tick-1s
{
	@[9] = count();
	exit(0);
}
