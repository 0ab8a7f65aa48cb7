BEGIN
{
	trace(1);
	trace("two");
	trace((int64_t)3);
	trace((char)4);
	exit(0);
}
