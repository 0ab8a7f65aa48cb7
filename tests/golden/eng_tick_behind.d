/*
 * Ticks that come between the last row in order, a sample, and what is free of the same round:
 * each sees the entries before it and no other.
 */
#pragma D option quiet

vm:::entry
{
	@entries = count();
}

profile-499hz
{
	last = timestamp;
}

tick-13ms
/timestamp > 9800000000/
{
	printf("%d:", timestamp);
	printa(" %@d", @entries);
	printf("\n");
}

tick-13ms
{
	clear(@entries);
}
