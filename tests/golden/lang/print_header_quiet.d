/* The header belongs to the first row, which was quiet. */
BEGIN { printf("quiet\n"); }
BEGIN { setopt("quiet", "no"); trace(1); }
BEGIN { trace("row"); exit(0); }
