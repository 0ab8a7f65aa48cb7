BEGIN
{
	trace(1);
	if (1) {
		trace(2);
	}
	trace(3);
	exit(0);
}
