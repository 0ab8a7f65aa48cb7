int n;

tick-10ms
{
	a[n++] = 1;
}

tick-500ms
{
	exit(0);
}
