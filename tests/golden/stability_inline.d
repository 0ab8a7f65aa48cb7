#pragma D attributes Stable/Stable/ISA swapped

inline int order[int n] = htonl(n);
inline int swapped = htonl(1);

dtrace:::BEGIN
{
	x = order[1] + swapped;
	exit(0);
}
