BEGIN
{
	"a" = "b";
}
