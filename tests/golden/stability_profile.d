profile:::profile-97
{
	@[probefunc] = count();
}

profile:::tick-*
{
}

tick-1s
{
}
