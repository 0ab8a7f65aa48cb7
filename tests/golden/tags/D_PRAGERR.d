#error stop here

BEGIN
{
}
