struct s { int foo`x; };
