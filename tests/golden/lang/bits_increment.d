struct f { unsigned a : 2; };
struct f f;

BEGIN
{
	f.a++;
	f.a++;
	f.a++;
	printf("%d ", f.a);
	f.a++;
	printf("%d\n", f.a);
	exit(0);
}
