enum e { NONE };

BEGIN
{
	x = 1 / NONE;
}
