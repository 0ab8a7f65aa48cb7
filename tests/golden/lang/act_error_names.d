int zero;

BEGIN { trace(*(int *)0); }
BEGIN { trace(1 / zero); }
BEGIN { trace(lltostr(1, 1)); }
BEGIN { trace(alloca(-1)); }

ERROR
{
	printf("%d %s\n", arg4, arg4 == DTRACEFLT_BADADDR ? "address" :
	    arg4 == DTRACEFLT_DIVZERO ? "zero" : arg4 == DTRACEFLT_ILLOP ? "operation" :
	    arg4 == DTRACEFLT_NOSCRATCH ? "scratch" : "unknown");
}

BEGIN { exit(DTRACEFLT_UNKNOWN); }
