#pragma D option bufsize=-1

BEGIN
{
}
