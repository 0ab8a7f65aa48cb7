struct s { int a[2]; string b; };
struct s m[string];
int n[int][3];
self struct s o[int];

BEGIN
{
	/* a reference makes the element, all zeroes */
	m["x"].a[1] = 4;
	m["x"].b = "text";
	n[1][2] = 5;
	self->o[0].a[0] += 6;
	printf("%d %d %s\n", m["x"].a[0], m["x"].a[1], m["x"].b);
	printf("%d %d %d\n", n[1][0], n[1][2], n[2][2]);
	printf("%d [%s]\n", self->o[0].a[0], self->o[1].b);
	m["x"] = m["y"];
	printf("%d\n", m["x"].a[1]);
	exit(0);
}
