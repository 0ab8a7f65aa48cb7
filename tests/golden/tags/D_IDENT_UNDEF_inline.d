inline int twice = unknown * 2;

BEGIN
{
}
