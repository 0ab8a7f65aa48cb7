#pragma D attributes Evolving/Stable/Common level
#pragma D binding "1.2" level
#pragma D attributes Private/Private/Unknown provider vm module
#pragma D depends_on provider dtrace

inline int level = 3;

BEGIN
{
	trace(level);
	exit(0);
}
