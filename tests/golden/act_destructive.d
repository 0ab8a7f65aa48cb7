BEGIN
{
	printf("never\n");
}

END
{
	panic();
}
