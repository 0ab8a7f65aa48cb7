BEGIN
/execname == $$1/
{
	printf("ours\n");
	exit(0);
}
