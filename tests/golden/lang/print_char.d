BEGIN
{
	print((char)'a');
	print('a');
	exit(0);
}
