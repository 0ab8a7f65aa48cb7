inline string both[string a, string b] = strjoin(a, b);

BEGIN
{
	printf("%s\n", both["x", both["y", "z"]]);
	exit(0);
}
