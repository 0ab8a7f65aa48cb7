BEGIN
{
	printf("[%*d] [%-*d] [%0*d] [%*s]\n", 6, 42, 6, 42, 6, 42, 4, "ab");
	w = 3;
	printf("[%*d]\n", w, 7);
	exit(0);
}
