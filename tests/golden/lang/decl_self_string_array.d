self string names[int];

BEGIN
{
	self->names[1] = "one";
	self->names[2] = "two";
	printf("%s %s\n", self->names[1], self->names[2]);
	exit(0);
}
