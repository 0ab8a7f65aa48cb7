inline int pid = 5;

BEGIN
{
}
