#include "wrong.h"
BEGIN
{
	exit(0);
}
