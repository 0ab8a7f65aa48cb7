BEGIN
{
	self->start = timestamp;
}

tick-5s
/self->start/
{
	printf("%d ms\n", (timestamp - self->start) / 1000000);
	self->start = 0;
	exit(0);
}
