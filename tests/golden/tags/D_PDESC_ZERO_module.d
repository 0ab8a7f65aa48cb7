dtrace:module::BEGIN
{
}
