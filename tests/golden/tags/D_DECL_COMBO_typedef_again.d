typedef struct { int a; } pair_t;
typedef struct { int a; } pair_t;
