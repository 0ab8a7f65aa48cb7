BEGIN
{
	printf("%d %d %d\n", sizeof (signed), sizeof (unsigned), sizeof (long int));
	printf("%d %d %d\n", sizeof (unsigned long long int), sizeof (short int), sizeof (signed char));
	printf("%d %d %d\n", sizeof (int unsigned), sizeof (long unsigned int), sizeof (int short));
	exit(0);
}
