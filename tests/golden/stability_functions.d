dtrace:::BEGIN
/htonl(1)/
{
	exit(0);
}
