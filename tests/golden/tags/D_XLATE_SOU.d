struct in { int a; }; translator int < struct in *p > { s = 1; };
