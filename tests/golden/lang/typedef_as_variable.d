typedef int number_t;
int number_t;
typedef int other_t;

BEGIN
{
	number_t = 3;
	other_t = 4;
	id_t++;
	ulong_t["a"] = 5;
	printf("%d %d %d %d\n", number_t + 1, other_t, id_t, ulong_t["a"]);
	exit(0);
}
