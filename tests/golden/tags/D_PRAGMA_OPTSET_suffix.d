#pragma D option aggsize=1z

BEGIN
{
}
