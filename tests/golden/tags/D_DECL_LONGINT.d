long struct s { int a; } s;

BEGIN
{
}
