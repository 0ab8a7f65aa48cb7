struct forward;

BEGIN
{
	trace(nosuch);
	trace(sizeof (struct forward));
}
