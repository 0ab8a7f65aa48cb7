enum e { };

BEGIN
{
}
