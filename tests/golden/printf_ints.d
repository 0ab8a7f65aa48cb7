/*
 * An integer prints in its own width and sign, whatever the conversion.
 */
#pragma D option quiet

BEGIN
{
	printf("%d %u %x %o %i\n", (char)-17, (char)-17, (char)-17, (char)-17, (char)-17);
	printf("%d %d %d %d\n", (unsigned char)200, (unsigned short)65535, 4294967295u, -1);
	printf("%x %X %#x %#o %p\n", 48879, 48879, 48879, 8, (uint64_t)48879);
	printf("%hd %hu %ld %lu %lld %llu %llx\n", (short)-2, (unsigned short)-2, (long)-3,
	    (unsigned long)3, (long long)-4, (unsigned long long)4, (uint64_t)255);
	printf("%d %d\n", 1 << 31, (int64_t)1 << 62);
	exit(0);
}
