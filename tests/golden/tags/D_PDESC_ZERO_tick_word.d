tick-abc
{
}
