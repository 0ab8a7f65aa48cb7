struct s { struct s a; };

BEGIN
{
}
