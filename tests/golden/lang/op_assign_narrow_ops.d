uint8_t a;
int8_t b;
uint16_t c;

BEGIN
{
	a = 200;
	b = 100;
	c = 65535;
	a += 100;
	b += 100;
	c++;
	printf("%d %d %d\n", a, b, c);
	exit(0);
}
