struct in { char a; int b; };
struct out { long l; struct in i; };

BEGIN
{
	printf("%d\n", offsetof (struct out, i));
	printf("%d\n", sizeof (offsetof (struct out, i)));
	exit(0);
}
