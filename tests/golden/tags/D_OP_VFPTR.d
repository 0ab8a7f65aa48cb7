void *p;
BEGIN
{
	 p++;
}
