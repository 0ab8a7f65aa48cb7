string g;
this string t;
string a[int];
self string s;

BEGIN
{
	g = "g";
	this->t = "t";
	a[0] = "a";
	self->s = "s";
	printf("%s%s%s%s\n", g, this->t, a[0], self->s);
	g = NULL;
	this->t = NULL;
	a[0] = NULL;
	self->s = NULL;
	printf("%d%d%d%d\n", g == NULL, this->t == NULL, a[0] == NULL, self->s == NULL);
	exit(0);
}
