BEGIN
{
	p = (int *)100;
	q = (int *)108;
	/* in elements, the bytes taken as unsigned */
	printf("%d %d %d\n", q - p, p - q, sizeof (p - q));
	printf("%d\n", (char *)p - (char *)q);
	exit(0);
}
