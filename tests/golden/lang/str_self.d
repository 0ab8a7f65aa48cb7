BEGIN
{
	self->s = "own";
	printf("%s\n", self->s);
	self->s = 0;
	printf("%d\n", self->s == NULL);
	exit(0);
}
