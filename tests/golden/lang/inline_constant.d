inline int TEN = 10;
inline string NAME = "vm";
inline int TWENTY = TEN * 2;

BEGIN
/TEN == 10/
{
	printf("%d %d %s\n", TEN, TWENTY, NAME);
	exit(0);
}
