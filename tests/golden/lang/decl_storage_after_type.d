string self s;
int this t;

BEGIN
{
	self->s = "self";
	this->t = 4;
	printf("%s %d\n", self->s, this->t);
	exit(0);
}
