int i;
char c;
unsigned short us;
long long ll;
string s;
uint64_t u, w;

BEGIN
{
	printf("%d %d %d %d [%s] %d %d\n", i, c, us, ll, s, u, w);
	i = 1;
	s = "set";
	w = 5;
	printf("%d [%s] %d\n", i, s, w);
	exit(0);
}
