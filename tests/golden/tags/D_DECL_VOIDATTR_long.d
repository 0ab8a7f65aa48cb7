long void *p;

BEGIN
{
}
