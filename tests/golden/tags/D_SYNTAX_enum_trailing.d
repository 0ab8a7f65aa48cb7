enum e { A, };

BEGIN
{
}
