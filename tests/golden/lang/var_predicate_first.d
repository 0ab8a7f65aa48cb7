/* a predicate may read what its own clause assigns first */
tick-1s
/seen == 0/
{
	seen = 1;
	printf("once\n");
}

tick-1s
/++ticks == 3/
{
	exit(0);
}
