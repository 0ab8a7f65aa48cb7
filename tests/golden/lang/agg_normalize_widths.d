/* The divisor is unsigned in its own width: an int's -2 is a large one. 0 is taken for 1. */
BEGIN
{
	@ = sum(20);
	normalize(@, -2);
	printa("int %@d\n", @);
	normalize(@, (char)-2);
	printa("char %@d\n", @);
	normalize(@, -2LL);
	printa("long long %@d\n", @);
	normalize(@, (short)2);
	printa("short %@d\n", @);
	normalize(@, 0);
	printa("0 %@d\n", @);
	normalize(@, 5);
	@k["a"] = sum(100);
	normalize(@k, 5);
	@k["b"] = sum(100);
	normalize(@k, 0);
	printa("%s %@d\n", @k);
	printa("5 %@d\n", @);
	denormalize(@);
	printa("1 %@d\n", @);
	exit(0);
}
