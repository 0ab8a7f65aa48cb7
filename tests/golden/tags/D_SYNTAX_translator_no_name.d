struct out { int a; };
translator struct out <int> { a = 1; };
