/* A tick beyond the end of the trace never comes, and that is said. */
#pragma D option quiet

tick-12s
{
	printf("the last second\n");
}

tick-13s
{
	printf("beyond\n");
}
