int zero;

tick-1s
{
	n++;
	x = 1 / zero;
	printf("unreached\n");
}

tick-1s
/n == 3/
{
	printf("%d\n", n);
	exit(0);
}
