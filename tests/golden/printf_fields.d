/*
 * Flags, widths and precisions; '*' takes them from arguments.
 */
#pragma D option quiet

BEGIN
{
	printf("[%5d][%-5d][%05d][%+d][% d][%.3d]\n", 42, 42, 42, 42, 42, 42);
	printf("[%*d][%-*d][%.*d][%*.*d]\n", 5, 42, 5, 42, 3, 42, 6, 3, 42);
	printf("[%?x][%10s][%-10s][%.2s][%10.2s]\n", 42, "text", "text", "text", "text");
	printf("[%c][%3c][%-3c] 100%%\n", 'a', 'b', 'c');
	exit(0);
}
