#pragma D option zone=global

BEGIN
{
}
