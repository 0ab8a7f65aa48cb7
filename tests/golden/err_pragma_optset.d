#pragma D option bufsize=-4
BEGIN
{
}
