BEGIN
{
	"a" * 2;
}
