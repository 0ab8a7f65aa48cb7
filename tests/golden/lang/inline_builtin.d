inline string who = execname;
inline uint64_t now = timestamp;

BEGIN
/who == "vmtrace"/
{
	printf("%s %d\n", who, now == timestamp);
	exit(0);
}
