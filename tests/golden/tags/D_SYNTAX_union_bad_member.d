union u { a; };

BEGIN
{
}
