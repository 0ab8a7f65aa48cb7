begin
{
}
