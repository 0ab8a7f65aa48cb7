struct s { void a; };

BEGIN
{
}
