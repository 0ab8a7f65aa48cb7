struct s;

BEGIN
{
	x = sizeof (struct s);
}
