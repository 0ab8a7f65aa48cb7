/* The ticks part the exits: every one is seen once, free clauses and ordered ones alike. */
int n, ordered;

vm::CPUID:exit
{
	@ = count();
}

vm::CPUID:exit
{
	n++;
}

tick-250ms
{
	ordered += n;
	n = 0;
}

END
{
	printf("%d ", ordered + n);
	printa("%@d", @);
}
