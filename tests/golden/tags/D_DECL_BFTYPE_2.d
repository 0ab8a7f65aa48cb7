struct s { float x:3; };
