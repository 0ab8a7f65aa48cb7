BEGIN
{
	x = mutex_owned((kmutex_t *)1);
}
