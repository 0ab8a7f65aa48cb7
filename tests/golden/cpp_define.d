#!/usr/bin/env -S vmtrace report -s
/* A comment may hold what isn't C, such as an apostrophe. */
#define TWICE(x) ((x) + (x))
#ifdef NARROW
#error "NARROW should not be set"
#endif
#pragma D option quiet

BEGIN
{
	printf("%d %d %s linux\n", TWICE($1), WIDE, "TWICE(1)");
	linux = 3;
	printf("%d line %d\n", linux, __LINE__);
	exit(0);
}
