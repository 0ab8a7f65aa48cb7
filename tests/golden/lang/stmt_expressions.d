BEGIN
{
	x = 1;
	x;
	1 + 1;
	"text";
	x == 2;
	(x);
	printf("%d\n", x);
	exit(0);
}
