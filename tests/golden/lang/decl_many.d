int x, y[3], *z;
typedef enum { A, B } e_t;
enum f { C } w;
e_t q;

BEGIN
{
	z = (int *)&y[1];
	*z = 7;
	q = B;
	w = C;
	printf("%d %d %d %d\n", x, y[1], q, w);
	exit(0);
}
