struct s { int a; } s;

BEGIN
/s/
{
}
