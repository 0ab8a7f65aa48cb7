#pragma D attributes Bad/Bad/Bad x

BEGIN
{
	x = 1;
}
