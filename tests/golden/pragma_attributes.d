#pragma D attributes Evolving/Stable/Common level
#pragma D binding "1.2" level
#pragma D depends_on provider dtrace
#pragma D depends_on library regs.d
#pragma D attributes Private/Private/Unknown provider vm module

inline int level = 3;

BEGIN
{
	trace(level);
	exit(0);
}
