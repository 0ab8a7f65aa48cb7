double d;
float f;
long double l;

BEGIN
{
	printf("[%010f][%-10f][%+f][% f][%+010.2f]\n", d, d, d, d, d);
	printf("[%#g][%Lf][%12Le][%f]\n", f, l, l, l);
	this->p = (int *)alloca(8);
	*this->p = 0xbfc00000;
	printf("[%f][%08.2f][%g]\n", *(float *)this->p, *(float *)this->p, *(float *)this->p);
	exit(0);
}
