struct in { int a; };
struct out { int s; string n; };
BEGIN { trace(xlate <struct out>(1).s); }
