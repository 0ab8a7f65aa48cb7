/* There must be a buffer to speculate into. */
BEGIN
{
	speculate(speculation());
	trace(1);
}
