int v["a"];

BEGIN
{
}
