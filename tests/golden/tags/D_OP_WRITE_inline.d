inline int mine = pid;

BEGIN
{
	mine = 1;
}
