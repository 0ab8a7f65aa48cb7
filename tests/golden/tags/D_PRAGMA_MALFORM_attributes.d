#pragma D attributes

BEGIN
{
}
