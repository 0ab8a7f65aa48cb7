BEGIN
{
	this->p = (int *)alloca(2 * sizeof (int));
	*this->p = 4;
	this->p[1] = 5;
	printf("%d %d\n", *this->p + this->p[1], *(this->p + 1));
	exit(0);
}
