#pragma D option bufsize=99999999999999999999

BEGIN
{
}
