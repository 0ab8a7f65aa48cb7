int (*f)(int);

BEGIN
{
	y = *f;
}
