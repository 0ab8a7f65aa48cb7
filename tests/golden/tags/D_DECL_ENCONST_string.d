enum e { A = "x" };

BEGIN
{
}
