tick-1s { printf("a"); }
tick-1s { printf("b"); }
tick-1s { printf("c\n"); exit(0); }
