enum a { X };
enum b { X };

BEGIN
{
}
