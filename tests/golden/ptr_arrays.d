int arr[5];
int m[3][4];
char buf[32];
int *ip;

BEGIN
{
	arr[2] = 42;
	arr[2]++;
	arr[2] += 7;
	printf("%d %d\n", arr[2], *(arr + 2));
	ip = &arr[2];
	*ip = 99;
	ip[1] = 100;
	printf("%d %d %d\n", arr[2], arr[3], *(ip + 1));
	printf("%d %d\n", &arr[4] - ip, sizeof (arr));
	m[1][2] = 6;
	m[2][3] = 7;
	printf("%d %d %d\n", m[1][2], m[2][3], *(*(m + 2) + 3));
	this->p = (char *)alloca(10);
	bcopy("abc", this->p, 4);
	printf("%s %s %d %c\n", stringof(this->p), stringof(this->p + 1), strlen(this->p),
	    this->p[1]);
	s = "world";
	buf[0] = 'x';
	printf("%c %c %c\n", *"hello", *s, buf[0]);
	trace(buf);
	trace(arr);
	exit(0);
}
