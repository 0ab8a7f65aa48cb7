int m[int];
string names[int, string];

BEGIN
{
	m[1] = 10;
	m[-1] = 20;
	names[1, "a"] = "first";
	printf("%d %d %d\n", m[1], m[-1], m[2]);
	printf("%s\n", names[1, "a"]);
	exit(0);
}
