#define VERSION 3
#if VERSION >= 2
inline int NEW = 1;
#else
inline int NEW = 0;
#endif

BEGIN
{
	printf("%d\n", NEW);
	exit(0);
}
