/* A clause that speculates into what is not there, or is not begun, ends at speculate(). */
BEGIN { x = 1; identity = speculation(); }
BEGIN { speculate(0); x = 2; printf("never\n"); }
BEGIN { discard(identity); }
BEGIN { speculate(identity); x = 3; printf("never\n"); }
BEGIN { printf("%d\n", x); exit(0); }
