struct in { int a; }; translator struct fwd < struct in *p > { s = 1; };
