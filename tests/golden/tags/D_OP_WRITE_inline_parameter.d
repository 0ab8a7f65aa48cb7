inline int f[int r] = r = 1;
BEGIN { trace(f[2]); exit(0); }
