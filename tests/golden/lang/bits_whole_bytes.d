struct s {
	int a : 8;
	unsigned int b : 16;
	int c : 7;
};
struct s v;

BEGIN
{
	/* so wide a field is an integer: it has a size and a place */
	v.a = 5;
	v.b = 600;
	printf("%d %d %d\n", sizeof (v.a), sizeof (v.b), offsetof(struct s, b));
	this->p = &v.b;
	printf("%d %d\n", v.a, v.b);
	exit(0);
}
