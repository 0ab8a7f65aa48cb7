struct in { int a; };
struct out { int s; string n; };
translator struct out < struct in *p > { s = p->a; };
BEGIN { x = xlate <struct out *>((struct in *)0); }
