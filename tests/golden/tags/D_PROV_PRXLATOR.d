struct z { int a; }; provider foo { probe x(int a) : (struct z a); };
