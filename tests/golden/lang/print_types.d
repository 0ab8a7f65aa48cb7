enum e { A, B = 5, C };
struct in { int a; char c; short s[3]; };
typedef struct in in_t;
struct foo {
	struct in i;
	int b1:3;
	unsigned int b8:8;
	string n;
	char name[8];
	char raw[3];
	struct foo *next;
	in_t arr[2];
	int (*fn)(int);
	enum e en;
	struct { int z; } anon;
	union { int q; char w[4]; } u;
	int m[2][2];
	double d;
};
struct foo f;
in_t ia[2];
float fl;

BEGIN
{
	print(1);
	print(0);
	print(-1);
	print('a');
	print((char)'a');
	print((char)7);
	print("hello");
	print("");
	print((uint16_t)5);
	print((void *)1);
	print((enum e)0);
	print(fl);
	f.n = "hello";
	f.name[0] = 'h';
	f.i.a = 3;
	f.b1 = -1;
	f.raw[0] = 'x';
	f.raw[1] = 1;
	f.raw[2] = 2;
	print(f.name);
	print(f.raw);
	print(f.m);
	print(f.i);
	print(f);
	print(ia);
	exit(0);
}
