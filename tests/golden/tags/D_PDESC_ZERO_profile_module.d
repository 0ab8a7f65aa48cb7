profile:m:f:tick-1s
{
}
