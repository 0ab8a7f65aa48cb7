BEGIN
{
	printf("%ld %li %lu %lx %lo %lX\n", (long)-1, (long)-2, (unsigned long)3, (long)255, (unsigned long)8,
	    (long)255);
	exit(0);
}
