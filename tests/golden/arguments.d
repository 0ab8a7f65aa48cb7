/* Arguments are numbers, names or strings, also in a probe's name. */
#pragma D option quiet

vm::$2:exit
/$1 > 7/
{
	@[$$2, $1, $$4] = count();
}

$3
{
	printf("%s\n", probename);
	exit($1);
}

END
{
	printa("%s %d %s %@d\n", @);
}
