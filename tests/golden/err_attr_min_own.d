#pragma D attributes Unstable/Stable/Common level

inline int level = 3;

BEGIN
{
	trace(level);
}
