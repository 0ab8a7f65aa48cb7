BEGIN
{
	this->k = "key";
	a[this->k, pid] = 1;
	a[this->k, pid] += 4;
	printf("%d\n", a["key", pid]);
	exit(0);
}
