#pragma D binding

BEGIN
{
}
