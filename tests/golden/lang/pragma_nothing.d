/* Pragmas that ask for nothing, and those of other compilers. */
#
#pragma
#pragma D
#ident
#pragma ident
#ident "1.1"
#!
#pragma once
BEGIN { printf("fine\n"); exit(0); }
