BEGIN
{
	/* integer keys of other widths are converted to the first ones */
	a[(int64_t)1] = 10;
	printf("%d %d\n", a[1], a[(char)1]);
	exit(0);
}
