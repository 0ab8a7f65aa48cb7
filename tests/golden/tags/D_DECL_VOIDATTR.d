unsigned void *p;

BEGIN
{
}
