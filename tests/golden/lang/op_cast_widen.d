BEGIN
{
	c = (char)-1;
	u = (unsigned char)255;
	printf("%d %d %d %d\n", (int64_t)c, (int64_t)u, (int)(char)255, (uint64_t)(char)1);
	exit(0);
}
