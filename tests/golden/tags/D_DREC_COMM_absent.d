io:::start
{
	commit(1);
	trace(1);
}
