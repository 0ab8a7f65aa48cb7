typedef int number_t;
number_t x;
