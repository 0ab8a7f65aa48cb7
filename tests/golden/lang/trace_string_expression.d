BEGIN
{
	trace(strjoin("a", "b"));
	trace(execname);
	trace(probename);
	exit(0);
}
