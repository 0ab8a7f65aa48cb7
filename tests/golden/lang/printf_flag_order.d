/* Flags, width, precision and length stand in any order; of - and 0 the last counts. */
BEGIN
{
	printf("[%-05d][%0-5d][%5-d][%5#x][%5+d]\n", 42, 42, 42, 42, 42);
	printf("[%h5d][%l-5d][%5l.3d]\n", (short)1, 2L, 3L);
	exit(0);
}
