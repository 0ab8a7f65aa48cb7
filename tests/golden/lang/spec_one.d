BEGIN
{
	/* there is one buffer unless nspec says otherwise */
	a = speculation();
	b = speculation();
	printf("%d %d\n", a, b);
	exit(0);
}
