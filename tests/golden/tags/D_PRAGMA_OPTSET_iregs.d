#pragma D option iregs=0
BEGIN { exit(0); }
