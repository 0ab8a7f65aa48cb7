self int m[string];

BEGIN
{
	self->m["a"] = 1;
	self->m["b"]++;
	self->m["b"]++;
	printf("%d %d %d\n", self->m["a"], self->m["b"], self->m["c"]);
	exit(0);
}
