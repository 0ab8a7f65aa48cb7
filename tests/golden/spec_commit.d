/* What was speculated is printed when it is committed, before what comes later. */
BEGIN
{
	self->id = speculation();
	self->text = strjoin("kept", "long");
	printf("identity %d\n", self->id);
}

BEGIN
{
	speculate(self->id);
	printf("first: %s\n", self->text);
}

BEGIN
{
	speculate(self->id);
	self->text = "changed";
	printf("second: %s\n", self->text);
	trace(self->text);
}

BEGIN
{
	printf("not speculated\n");
}

BEGIN
{
	commit(self->id);
}

BEGIN
{
	printf("\nafter\n");
	printf("identity %d\n", speculation());
	exit(0);
}
