tick-6000
{
}
