typedef unsigned long long int a_t;
typedef long unsigned long b_t;
unsigned typedef char c_t;

BEGIN
{
	printf("%d %d %d\n", sizeof (a_t), sizeof (b_t), sizeof (c_t));
	exit(0);
}
