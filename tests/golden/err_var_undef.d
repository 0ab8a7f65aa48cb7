BEGIN
{
	trace(self->t);
}
