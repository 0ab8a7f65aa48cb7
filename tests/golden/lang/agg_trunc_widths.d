/* How many stay is signed in its own width, whatever its type: 0xffffffff is -1. */
BEGIN
{
	@[1] = sum(1);
	@[2] = sum(2);
	@[3] = sum(3);
	@[4] = sum(4);
	trunc(@, (uint32_t)0xfffffffd);
	printa("%d ", @);
	trunc(@, 0x100000002);
	printa("%d ", @);
	trunc(@, (unsigned char)0xff);
	printa("%d\n", @);
	exit(0);
}
