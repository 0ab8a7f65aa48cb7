this int n;
this string s;

BEGIN
{
	this->n = 3;
	this->s = "mine";
}

BEGIN
{
	printf("%d %s\n", this->n, this->s);
	exit(0);
}
