BEGIN
{
	"a" & 2;
}
