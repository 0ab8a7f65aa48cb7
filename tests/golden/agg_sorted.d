/*
 * The sorting options, changed while the program runs.
 */
#pragma D option quiet

BEGIN
{
	@[1, "c"] = sum(2);
	@[2, "a"] = sum(3);
	@[3, "b"] = sum(1);
	printa("%d%s=%@d ", @);
	printf("\n");
	setopt("aggsortrev");
	printa("%d%s=%@d ", @);
	printf("\n");
	setopt("aggsortkey");
	printa("%d%s=%@d ", @);
	printf("\n");
	setopt("aggsortrev", "disable");
	setopt("aggsortkeypos", "1");
	printa("%d%s=%@d ", @);
	printf("\n");
	exit(0);
}
