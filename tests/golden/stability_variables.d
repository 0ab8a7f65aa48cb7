#pragma D attributes Stable/Evolving/ISA level

int level;
self int depth;

dtrace:::BEGIN
{
	self->depth = 1;
	this->x = self->depth + level;
	a[this->x, "b"] = timestamp;
	@sum = sum(this->x);
	exit(0);
}
