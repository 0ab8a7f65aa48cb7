provider foo { probe x(int a) : (int); };
