struct a { int x; } a;

BEGIN
{
	a = 1;
}
