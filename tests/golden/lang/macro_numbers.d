/* What begins as a number is one, whatever letters follow; with a point it is text. */
BEGIN { printf("%d %d %d %d %s %s\n", $1, $2, $3, $4, $5, $$1); exit(0); }
