/*
 * %S and %C show what cannot be printed; %Y prints a time of day, here of the trace's start.
 */
#pragma D option quiet

BEGIN
{
	printf("%s|%S\n", "a\tb", "a\tb\"\\\001");
	printf("%C%C\n", 'x', '\n');
	printf("%Y\n", (uint64_t)86399 * 1000000000);
	printf("%T\n", (uint64_t)86399 * 1000000000);
	printf("%s %s\n", execname, probename);
	exit(0);
}
