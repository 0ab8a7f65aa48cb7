/* -F shows its rows even to the quiet, but ends no line. */
#pragma D option flowindent
BEGIN { trace(1); printf("\n"); }
tick-1s { trace("row"); exit(0); }
