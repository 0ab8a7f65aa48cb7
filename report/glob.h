/* SPDX-License-Identifier: GPL-2.0 */
/*
 * glob.h - D's patterns for names: * ? [a-z] [!a-z] \x. An empty pattern matches all. Time
 * is at most the product of the two lengths, whatever the pattern.
 */
#ifndef REPORT_GLOB_H
#define REPORT_GLOB_H

#include <stdbool.h>

bool glob_is_pattern(const char *); /* holds one of * ? [ \ */
bool glob_match(const char *pattern, const char *name);

#endif
