#pragma D option encoding=latin

BEGIN
{
}
