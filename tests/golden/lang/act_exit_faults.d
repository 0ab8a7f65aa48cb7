/* exit() ends the run even if its clause faults behind it; the status goes with the data. */
BEGIN { exit(4); x = *(int *)0; }
BEGIN { printf("never\n"); }
ERROR { printf("fault %d in action %d\n", arg4, arg2); }
END { printf("end\n"); }
