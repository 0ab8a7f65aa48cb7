int a;

BEGIN
{
	a = 2;
	printf("%d\n", a * (a + (a * (a - (a + (a * a))))));
	printf("%d\n", a + a * a - a / a + a % a + (a << a) - (a > a) + a + a + a + a + a);
	printf("%d\n", (a + a) * ((a + a) * ((a + a) * ((a + a) * ((a + a) * (a + a))))));
	exit(0);
}
