this int v[3];

BEGIN
{
	this->v[0] = 1;
	this->v[2] = 4;
	printf("%d %d\n", this->v[0], this->v[2]);
	exit(0);
}
