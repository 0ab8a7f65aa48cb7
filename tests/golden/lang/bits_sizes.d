struct b1 { int a : 1; };
struct b2 { int a : 1; int b : 7; };
struct b3 { int a : 9; };
struct b4 { int a : 17; };
struct b5 { char c; int a : 12; };

BEGIN
{
	/* each bit-field begins a byte, of as many as it needs in a power of two */
	printf("%d %d %d %d %d\n", sizeof (struct b1), sizeof (struct b2), sizeof (struct b3),
	    sizeof (struct b4), sizeof (struct b5));
	exit(0);
}
