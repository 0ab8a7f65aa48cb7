/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tep_format.h - a tracepoint's format text read by libtraceevent, which then prints records.
 *
 * The text comes from a file and libtraceevent trusts it, as it does the record's bytes. So the
 * text is parsed only if it is as small and as plain as kernels' are, first by a child process that
 * may die of it, and used only if what it prints cannot leave the record: an index, a length or a
 * divisor that the record itself would give is refused. Records lie in room for all that 16-bit
 * offsets and lengths can name. What most formats print is then known as steps (tep_steps.h), and
 * libtraceevent prints the rest.
 */
#ifndef REPORT_TEP_FORMAT_H
#define REPORT_TEP_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tep_format_field;
struct tep_text;
/* NULL: the text is not to be used, or there is no memory. */
struct tep_text *tep_text_new(const char *format);
void tep_text_free(struct tep_text *);
/* A field by its name, or NULL. */
const struct tep_format_field *tep_text_field(const struct tep_text *, const char *name);

/* A record: begun, its fields given in any order, printed. What is not given is 0. */
void tep_text_begin(struct tep_text *);
void tep_text_int(struct tep_text *, const struct tep_format_field *, uint64_t value);
/* Bytes of a fixed field, or of one that lies behind all fixed ones: what has room. */
void tep_text_bytes(struct tep_text *, const struct tep_format_field *, const void *, size_t n);
/* n integers of `size` bytes each. */
void tep_text_list(struct tep_text *, const struct tep_format_field *, const uint64_t *values,
		   uint32_t n, uint32_t size);
/* What is printed depends on the field: others need not be given. */
bool tep_text_uses(const struct tep_text *, const struct tep_format_field *);
/* Until the next record is begun. NULL: no memory. */
const char *tep_text_print(struct tep_text *, size_t *len);
/* The same by libtraceevent, though steps are known: all fields must be given. */
const char *tep_text_print_whole(struct tep_text *, size_t *len);
bool tep_text_has_steps(const struct tep_text *);

#endif
