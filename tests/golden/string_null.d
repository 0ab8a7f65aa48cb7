#pragma D option quiet
/* an unset self-> string is NULL; it compares as an empty string and faults only when recorded */
self string unset;
self string set;

BEGIN
/self->unset == "" && self->unset < "a" && self->unset == NULL/
{
	self->set = "x";
	printf("empty\n");
}

BEGIN
/self->set != "" && self->set > self->unset && self->set != NULL/
{
	printf("set\n");
	exit(0);
}
