#pragma D option quiet=yes
#pragma D option aggsortkey=1
#pragma D option flowindent=off
#pragma D option destructive=no

BEGIN
{
	@["b"] = sum(1);
	@["a"] = sum(2);
	printa("%s ", @);
	printf("\n");
	exit(0);
}
