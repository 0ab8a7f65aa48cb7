char v[0x100000000];

BEGIN
{
}
