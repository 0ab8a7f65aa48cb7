typedef char *str_t;
typedef int arr_t[4];

BEGIN
{
	printf("%d %d\n", sizeof (str_t), sizeof (arr_t));
	exit(0);
}
