struct s { string a : 3; };

BEGIN
{
}
