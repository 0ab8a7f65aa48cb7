int RED;
enum color { RED };

BEGIN
{
}
