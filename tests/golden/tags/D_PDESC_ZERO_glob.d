nosuch*
{
}
