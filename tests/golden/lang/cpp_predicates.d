BEGIN
/* a comment */
/pid == $pid/
{
	printf("ours\n");
	exit(0);
}
