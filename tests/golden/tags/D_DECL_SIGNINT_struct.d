signed struct s { int a; } s;

BEGIN
{
}
