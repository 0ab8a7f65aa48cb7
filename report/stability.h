/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stability.h - what D says of how long a name will mean the same: "Stable/Evolving/Common",
 * of its name, of its data, and of the machines that have it.
 */
#ifndef REPORT_STABILITY_H
#define REPORT_STABILITY_H

#include <stdbool.h>
#include <stdint.h>

struct stability {
	uint8_t name, data, class; /* greater is better */
};

#define STABILITY_INTERNAL ((struct stability){ 0, 0, 0 })
#define STABILITY_STANDARD ((struct stability){ 7, 7, 5 }) /* the most */
#define STABILITY_STABLE ((struct stability){ 6, 6, 5 })
#define STABILITY_EVOLVING ((struct stability){ 5, 5, 5 })
#define STABILITY_PRIVATE_DATA ((struct stability){ 6, 1, 5 })

bool stability_parse(const char *text, struct stability *);
struct stability stability_min(struct stability, struct stability); /* of each of the three */
bool stability_below(struct stability, struct stability least);	    /* in any of the three */
const char *stability_level(uint8_t); /* "Stable", of a name or data */
const char *stability_class(uint8_t); /* "Common" */
#define STABILITY_TEXT 40
char *stability_text(char text[static STABILITY_TEXT], struct stability);

#endif
