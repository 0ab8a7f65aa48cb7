BEGIN
{
	/* a global, a thread's and a clause's x are three variables; so is the array */
	x = 1;
	self->x = 2;
	this->x = 3;
	y["x"] = 4;
	self->y["x"] = 5;
	printf("%d%d%d%d%d\n", x, self->x, this->x, y["x"], self->y["x"]);
	exit(0);
}
