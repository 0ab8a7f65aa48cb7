BEGIN
{
	"a" "b";
}
