struct s { enum { LOW, HIGH } level; } x;

BEGIN
{
	x.level = HIGH;
	printf("%d %d\n", x.level, LOW);
	exit(0);
}
