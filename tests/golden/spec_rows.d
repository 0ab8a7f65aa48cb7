/* A speculated row is printed with its header when it is committed. */
BEGIN
{
	self->id = speculation();
}

BEGIN
{
	speculate(self->id);
}

BEGIN
{
	speculate(self->id);
	trace(1);
}

BEGIN
{
	speculate(self->id);
	nothing = 1;
}

BEGIN
{
	trace(2);
}

BEGIN
{
	commit(self->id);
}

BEGIN
{
	exit(0);
}
