/* A second exit() in the clause takes its data along, and the status; END's own is heeded. */
BEGIN { printf("never\n"); exit(4); exit(5); }
BEGIN { printf("nor this\n"); }
END { printf("end\n"); }
