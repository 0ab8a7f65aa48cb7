#pragma D option aggsortkey
#pragma D option aggsortrev=yes
#pragma D option bufsize=64k
#pragma D option dynvarsize=1m
#pragma D option switchrate=10hz
#pragma D option aggrate=100ms
#pragma D option strsize=128
#pragma D option stackframes=5
#pragma D option nspec=2

BEGIN
{
	@["a"] = sum(2);
	@["b"] = sum(1);
	printa("%s ", @);
	s = "x";
	printf("%d\n", sizeof (s));
	exit(0);
}
