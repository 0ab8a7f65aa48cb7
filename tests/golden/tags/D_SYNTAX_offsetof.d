BEGIN
{
	x = offsetof (int);
}
