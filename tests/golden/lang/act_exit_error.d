/* ERROR cannot end what ends already: its data are dropped. */
BEGIN { exit(4); x = *(int *)0; }
ERROR { printf("never\n"); exit(5); }
ERROR { printf("another\n"); }
