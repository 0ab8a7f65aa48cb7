/* What is printed and cleared at a tick is what came before it. */
#pragma D option quiet

vm:::exit
{
	@[exitname == "INTR" ? "INTR" : "guest"] = count();
}

tick-1s
/i++ < 4/
{
	printf("second %d\n", i);
	printa("%s %@d\n", @);
	clear(@);
}

END
{
	printf("rest\n");
	printa("%s %@d\n", @);
}
