#pragma D binding "x.y" z

BEGIN
{
}
