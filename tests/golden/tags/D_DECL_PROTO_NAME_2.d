int f(void a);
