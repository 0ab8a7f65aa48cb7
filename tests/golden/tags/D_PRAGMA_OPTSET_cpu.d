#pragma D option cpu=x

BEGIN
{
}
