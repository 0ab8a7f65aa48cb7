	#define INDENTED 1
BEGIN
{
	exit(INDENTED);
}
