#if 1
BEGIN
{
}
#endif
