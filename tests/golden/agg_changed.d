/*
 * clear keeps keys, trunc drops them, normalize divides what is shown and not what is kept.
 */
#pragma D option quiet

BEGIN
{
	@[1] = sum(100);
	@[2] = sum(-55);
	@[3] = sum(30);
	@[4] = sum(70);
	normalize(@, 10);
	printa("%d=%@d ", @);
	printf("\n");
	denormalize(@);
	trunc(@, 2);
	printa("%d=%@d ", @);
	printf("\n");
}

BEGIN
{
	@[5] = sum(5);
	trunc(@, -2);
	printa("%d=%@d ", @);
	printf("\n");
	clear(@);
	printa("%d=%@d ", @);
	printf("\n");
}

BEGIN
{
	@[4] = sum(-1);
	printa("%d=%@d ", @);
	printf("\n");
	trunc(@);
	printa("%d=%@d ", @);
	printf("end\n");
	exit(0);
}
