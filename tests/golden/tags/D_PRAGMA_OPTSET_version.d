#pragma D option version=99.0

BEGIN
{
}
