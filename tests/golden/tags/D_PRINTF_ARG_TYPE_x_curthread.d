BEGIN
{
	printf("%x", curthread);
}
