struct point { int x; int y; };
this struct point p;

BEGIN
{
	this->p.x = 4;
	this->p.y = 5;
	printf("%d\n", this->p.x * this->p.y);
	exit(0);
}
