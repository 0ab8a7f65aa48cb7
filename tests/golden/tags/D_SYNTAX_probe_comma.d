BEGIN,
/1/
{
}
