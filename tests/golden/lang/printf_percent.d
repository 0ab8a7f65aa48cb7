BEGIN
{
	printf("%d%% %%d %%\n", 50);
	exit(0);
}
