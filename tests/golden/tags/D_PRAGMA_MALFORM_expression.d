#pragma D option bufsize=1 + 2

BEGIN
{
}
