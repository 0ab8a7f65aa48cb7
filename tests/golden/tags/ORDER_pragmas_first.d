/* What a clause defines comes too late for a pragma. */
#pragma D attributes Stable/Stable/Common x

BEGIN
{
	x = 1;
}
