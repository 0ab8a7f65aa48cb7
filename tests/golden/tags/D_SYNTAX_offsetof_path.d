struct s { struct { int b; } a; };

BEGIN
{
	x = offsetof(struct s, a.b);
}
