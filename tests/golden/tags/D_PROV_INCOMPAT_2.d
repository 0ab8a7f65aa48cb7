provider foo { probe x(int a); }; provider foo { probe x(string b); };
