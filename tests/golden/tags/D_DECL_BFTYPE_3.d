struct s { char *x:3; };
