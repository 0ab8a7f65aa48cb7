BEGIN
{
	x = "hello";
	print(x);
	exit(0);
}
