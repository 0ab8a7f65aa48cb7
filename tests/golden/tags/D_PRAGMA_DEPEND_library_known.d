/* A program may not depend on a library, be it there. */
#pragma D depends_on library regs.d
BEGIN { exit(0); }
