BEGIN,
nosuch
{
}
