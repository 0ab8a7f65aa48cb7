#pragma D attributes Stable/Stable/Common provider dtrace room
BEGIN { exit(0); }
