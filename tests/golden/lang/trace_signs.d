BEGIN
{
	trace(-1);
	trace(" ");
	trace((uint64_t)-1);
	trace(" ");
	trace((unsigned int)-1);
	exit(0);
}
