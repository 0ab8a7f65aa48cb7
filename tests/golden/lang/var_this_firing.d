this int n;
int rounds;

tick-1s
{
	/* the first clause of a firing sees zero */
	printf("%d ", this->n);
	this->n = 5;
}

tick-1s
{
	printf("%d\n", this->n);
	rounds++;
}

tick-1s
/rounds == 2/
{
	exit(0);
}
