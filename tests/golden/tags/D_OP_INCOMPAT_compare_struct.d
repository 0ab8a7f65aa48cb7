struct a { int x; } a;

BEGIN
{
	x = a == a;
}
