typedef int *number_t;
typedef int *number_t;
