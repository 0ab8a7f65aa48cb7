BEGIN
{
	trace((void *)16);
	exit(0);
}
