#pragma D option strsize=0

BEGIN
{
}
