struct in { int a; };
struct out { int s; string n; };
translator struct out < struct in *p > { zz = p->a; };
