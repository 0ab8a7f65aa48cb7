/*
 * Quiet: nothing but what the program says, and the newline before what was not printed.
 */
#pragma D option quiet

BEGIN
{
	trace(1);
	trace("text");
	trace((char)-1);
	@never_printed[1, "key"] = sum(7);
	@printed = count();
	printa("printed: %@d\n", @printed);
	exit(0);
}
