enum e { A = nosuch };

BEGIN
{
}
