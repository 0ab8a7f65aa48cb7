struct foo { int x; char name[16]; } aa[int];
int *ip;
char *text;

BEGIN { *(int *)NULL = 3; }
BEGIN { trace(*(int *)8); }
BEGIN { trace(*ip); }
BEGIN { trace(stringof((char *)16)); }
BEGIN { aa[77].x = 1; }
BEGIN { trace(strlen(aa[77].name)); }
BEGIN { *(int *)((char *)alloca(8) + 1) = 3; }
BEGIN { text = "constant"; *text = 'C'; }
BEGIN { alloca(1 << 30); }
BEGIN { exit(0); }
ERROR { printf("%d %d\n", arg2, arg4); }
