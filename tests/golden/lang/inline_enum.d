enum e { A = 1, B = 2 };
inline int C = A + B;

BEGIN
{
	printf("%d\n", C);
	exit(0);
}
