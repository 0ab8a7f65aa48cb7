int x[extern int];
