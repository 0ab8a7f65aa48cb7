enum e { A, B, };
typedef enum e e_t;
e_t v;

BEGIN
{
	v = B;
	printf("%d %d\n", v, sizeof (e_t));
	exit(0);
}
