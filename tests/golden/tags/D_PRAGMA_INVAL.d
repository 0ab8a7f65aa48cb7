#pragma D nosuch

BEGIN
{
}
