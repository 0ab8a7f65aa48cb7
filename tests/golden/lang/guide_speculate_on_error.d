int i;

tick-100ms
/i < 6/
{
	self->spec = speculation();
	i++;
}

tick-100ms
/self->spec/
{
	speculate(self->spec);
	printf("step %d\n", i);
}

tick-100ms
/self->spec && i % 3 == 0/
{
	commit(self->spec);
	self->spec = 0;
}

tick-100ms
/self->spec && i % 3 != 0/
{
	discard(self->spec);
	self->spec = 0;
}

tick-5s
{
	exit(0);
}
