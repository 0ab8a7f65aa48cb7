struct s { uint8_t a; int8_t b; uint16_t c; };
struct s s;

BEGIN
{
	s.a = 0x1ff;
	s.b = 0xff;
	s.c = -1;
	printf("%d %d %d\n", s.a, s.b, s.c);
	exit(0);
}
