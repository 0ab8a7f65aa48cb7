#pragma D depends_on nosuch thing

BEGIN
{
}
