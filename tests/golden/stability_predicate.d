/* As in dtrace: neither without a body, nor where it makes what the body names, does it count. */
dtrace:::BEGIN
/htonl(1)/
{
}

dtrace:::BEGIN
/(x = htonl(1)) != 0/
{
	y = x;
	exit(0);
}
