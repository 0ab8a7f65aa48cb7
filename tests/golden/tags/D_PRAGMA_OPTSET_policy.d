#pragma D option bufpolicy=never

BEGIN
{
}
