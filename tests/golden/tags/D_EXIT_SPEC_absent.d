lockstat:::adaptive-block
{
	speculate(1);
	exit(0);
}
