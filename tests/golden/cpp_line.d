#!/usr/bin/env -S vmtrace report -s
#define NOTHING
NOTHING

/*
 * Lines count as in this file.
 */
BEGIN
{
	trace(nothing);
}
