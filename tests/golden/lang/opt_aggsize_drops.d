int n;

tick-10ms
{
	@[n++] = count();
}

tick-500ms
{
	trunc(@);
	exit(0);
}
