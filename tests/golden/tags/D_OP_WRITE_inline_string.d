inline string name = "a";

BEGIN
{
	name = "b";
}
