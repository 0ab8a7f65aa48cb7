inline string pick[int a, int b] = a > b ? "left" : "right";

BEGIN
{
	printf("%s %s\n", pick[2, 1], pick[1, 2]);
	exit(0);
}
