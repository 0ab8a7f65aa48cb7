/* SPDX-License-Identifier: GPL-2.0 */
#include "record/tep_table.h"

#include <byteswap.h>
#include <errno.h>
#include <event-parse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define NAME_MAX_BYTES 1024 /* docs/FORMAT.md */
#define MAX_LIST 65536	    /* more items than a record has bytes */

enum shape { NUMBER, TEXT, LIST, BYTES, NR_SHAPES };

struct field {
	uint32_t offset, size;
	uint8_t shape;
	uint8_t width;		/* of a number, or of a list's items */
	bool is_signed;		/* these are */
	bool dynamic, relative; /* the record says where it is; counted from behind the field */
	bool to_end;		/* the record's last, as long as that is */
};

struct tep_table {
	bool swap; /* records are of the other byte order */
	struct vmt_table def;
	struct vmt_column *columns;
	struct field *fields; /* those of the columns from FIXED on */
	uint32_t nfields;
	uint32_t least;	  /* bytes of a record */
	struct field pid; /* size 0: the format has none */
	char *names;
	size_t names_room, names_used;
};

static const struct vmt_column fixed[] = {
	{ VMT_C_TIME, VMT_U64, VMT_SEM_TIME, 0, 0 },
	{ VMT_C_SEQ, VMT_U32, VMT_SEM_SEQ, 0, 0 },
	{ VMT_C_TASK, VMT_U32, VMT_SEM_TASK, 0, 0 },
};
#define FIXED LENGTH(fixed)

/* ---- What a field is ---- */

/* clang-format off */
/* Types whose arrays are lists, by the words that formats use; bytes 0: a long's. */
static const struct {
	const char *name;
	uint8_t bytes;
} integers[] = {
	{ "u8", 1 }, { "u16", 2 }, { "u32", 4 }, { "u64", 8 },
	{ "s8", 1 }, { "s16", 2 }, { "s32", 4 }, { "s64", 8 },
	{ "be16", 2 }, { "be32", 4 }, { "be64", 8 },
	{ "le16", 2 }, { "le32", 4 }, { "le64", 8 },
	{ "uint8_t", 1 }, { "uint16_t", 2 }, { "uint32_t", 4 }, { "uint64_t", 8 },
	{ "int8_t", 1 }, { "int16_t", 2 }, { "int32_t", 4 }, { "int64_t", 8 },
	{ "bool", 1 }, { "char", 1 }, { "signed char", 1 }, { "unsigned char", 1 },
	{ "short", 2 }, { "unsigned short", 2 },
	{ "int", 4 }, { "unsigned int", 4 }, { "unsigned", 4 },
	{ "long", 0 }, { "unsigned long", 0 }, { "size_t", 0 },
	{ "long long", 8 }, { "unsigned long long", 8 },
};
/* clang-format on */

/* "__data_loc const char[]" is an array of "char". */
static void element_name(const char *type, char *name, size_t size)
{
	static const char *const before[] = { "__data_loc ", "__rel_loc ", "const ", "volatile ",
					      "__" };
	bool cut;

	do {
		cut = false;
		for (size_t i = 0; i < LENGTH(before); i++) {
			size_t n = strlen(before[i]);

			if (!strncmp(type, before[i], n)) {
				type += n;
				cut = true;
			}
		}
	} while (cut);
	snprintf(name, size, "%.*s", (int)strcspn(type, "["), type);
	for (size_t n = strlen(name); n && name[n - 1] == ' '; n--)
		name[n - 1] = 0;
}

static bool is_aggregate(const char *name)
{
	return !strncmp(name, "struct ", 7) || !strncmp(name, "union ", 6);
}

static bool is_width(uint32_t bytes)
{
	return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
}

/* Bytes of an integer of that type, 0: it is none that is known. */
static uint32_t integer_bytes(const char *name, uint32_t long_size)
{
	for (size_t i = 0; i < LENGTH(integers); i++)
		if (!strcmp(integers[i].name, name))
			return integers[i].bytes ?: long_size;
	return 0;
}

/* Items of a fixed array may be of any type that is as wide as an integer. 0: no list. */
static uint32_t item_bytes(const struct tep_format_field *f, const char *name, uint32_t long_size)
{
	uint32_t bytes = integer_bytes(name, long_size);
	bool dynamic = f->flags & TEP_FIELD_IS_DYNAMIC;

	if (!bytes && f->arraylen && !dynamic && !is_aggregate(name))
		bytes = f->size / f->arraylen;
	return is_width(bytes) && (dynamic || f->size % bytes == 0) ? bytes : 0;
}

static bool is_array(const struct tep_format_field *f)
{
	return f->flags & (TEP_FIELD_IS_ARRAY | TEP_FIELD_IS_DYNAMIC);
}

/* "char buf[]" of a mark, and ftrace's stacks, which are as deep as their eight callers or not. */
static bool is_to_end(const struct tep_format_field *f)
{
	bool own = !strcmp(f->event->system, "ftrace") && !f->next;

	return f->flags & TEP_FIELD_IS_ARRAY && !(f->flags & TEP_FIELD_IS_DYNAMIC) &&
	       (own || !f->size);
}

static void shape_field(struct field *out, const struct tep_format_field *f, uint32_t long_size)
{
	char name[64];

	element_name(f->type, name, sizeof(name));
	out->offset = f->offset;
	out->size = f->size;
	out->is_signed = f->flags & TEP_FIELD_IS_SIGNED;
	out->relative = f->flags & TEP_FIELD_IS_RELATIVE;
	/* A place and a length take four bytes; anything else is not understood. */
	out->dynamic = f->flags & TEP_FIELD_IS_DYNAMIC && f->size == 4;
	out->to_end = is_to_end(f);
	out->width = is_array(f) ? item_bytes(f, name, long_size) : (uint32_t)f->size;
	out->shape = BYTES;
	if (is_array(f) && !strcmp(name, "char"))
		out->shape = TEXT;
	else if (is_array(f) && out->width)
		out->shape = LIST;
	else if (!is_array(f) && is_width(f->size) && !is_aggregate(name))
		out->shape = NUMBER;
}

/* ---- The table ---- */

static uint8_t integer_type(const struct field *f)
{
	static const uint8_t types[2][9] = {
		{ [1] = VMT_U8, [2] = VMT_U16, [4] = VMT_U32, [8] = VMT_U64 },
		{ [1] = VMT_I8, [2] = VMT_I16, [4] = VMT_I32, [8] = VMT_I64 },
	};

	return types[f->is_signed][f->width];
}

static void type_column(struct vmt_column *c, const struct field *f)
{
	c->type = f->shape == NUMBER				? integer_type(f)
		  : f->shape == LIST				? VMT_LIST | integer_type(f)
		  : f->shape == TEXT || f->dynamic || f->to_end ? VMT_VAR
								: VMT_FIXED;
	if (c->type == VMT_FIXED)
		c->size = f->size;
	if (f->dynamic)
		c->type |= VMT_NULLABLE;
	c->sem = f->shape == TEXT ? VMT_SEM_TEXT : VMT_SEM_NONE;
}

/* "PREFIX MIDDLE SUFFIX" in one word; the room was counted. */
static const char *add_name(struct tep_table *t, const char *prefix, const char *middle,
			    const char *suffix)
{
	char *name = t->names + t->names_used;

	t->names_used +=
		snprintf(name, t->names_room - t->names_used, "%s%s%s", prefix, middle, suffix) + 1;
	return name;
}

static int add_field(struct tep_table *t, const struct tep_format_field *f, uint32_t long_size)
{
	struct field *field = &t->fields[t->nfields];
	struct vmt_column *column = &t->columns[t->def.ncolumns];
	uint32_t least;

	if (f->offset < 0 || f->size < (is_to_end(f) ? 0 : 1) || f->size > UINT16_MAX ||
	    f->offset > UINT16_MAX || strlen(f->name) + sizeof("args.") > NAME_MAX_BYTES)
		return -EINVAL;
	shape_field(field, f, long_size);
	column->name = add_name(t, "args.", f->name, "");
	type_column(column, field);
	least = field->offset + (field->to_end ? 0 : field->size);
	if (least > t->least)
		t->least = least;
	t->nfields++;
	t->def.ncolumns++;
	return 0;
}

static bool is_kept(const char *name)
{
	return !strcmp(name, "common_flags") || !strcmp(name, "common_preempt_count");
}

static int add_fields(struct tep_table *t, const struct tep_format *format, uint32_t long_size)
{
	const struct tep_format_field *f;
	int r = 0;

	for (f = format->common_fields; f && !r; f = f->next) {
		if (is_kept(f->name))
			r = add_field(t, f, long_size);
		if (!strcmp(f->name, "common_pid") && f->offset >= 0 && f->size == 4)
			t->pid = (struct field){ .offset = f->offset, .size = 4, .width = 4 };
	}
	for (f = format->fields; f && !r; f = f->next)
		r = add_field(t, f, long_size);
	return r;
}

static void count_fields(const struct tep_format_field *f, uint32_t *n, size_t *bytes)
{
	for (; f; f = f->next) {
		*n += 1;
		*bytes += sizeof("args.") + strlen(f->name);
	}
}

static int make_room(struct tep_table *t, const struct tep_event *e)
{
	size_t bytes = strlen(e->system) + strlen(e->name) + sizeof(":");
	uint32_t n = FIXED;

	if (bytes > NAME_MAX_BYTES || !(e->format.common_fields || e->format.fields))
		return -EINVAL;
	count_fields(e->format.common_fields, &n, &bytes);
	count_fields(e->format.fields, &n, &bytes);
	if (n > VMT_MAX_COLUMNS)
		return -EINVAL;
	t->columns = calloc(n, sizeof(*t->columns));
	t->fields = calloc(n, sizeof(*t->fields));
	t->names = malloc(bytes);
	t->names_room = bytes;
	return t->columns && t->fields && t->names ? 0 : -ENOMEM;
}

int tep_table_new(struct tep_table **out, const struct tep_event *e)
{
	struct tep_table *t = calloc(1, sizeof(*t));
	int r = t ? make_room(t, e) : -ENOMEM;

	if (r)
		goto done;
	t->swap = tep_is_file_bigendian(e->tep) != tep_is_local_bigendian(e->tep);
	memcpy(t->columns, fixed, sizeof(fixed));
	t->def = (struct vmt_table){
		.name = add_name(t, e->system, ":", e->name),
		.flags = VMT_TABLE_EVENT,
		.ncolumns = FIXED,
		.columns = t->columns,
	};
	r = add_fields(t, &e->format, tep_get_long_size(e->tep));
done:
	if (r)
		tep_table_free(t);
	else
		*out = t;
	return r;
}

void tep_table_free(struct tep_table *t)
{
	if (!t)
		return;
	free(t->columns);
	free(t->fields);
	free(t->names);
	free(t);
}

const struct vmt_table *tep_table_def(const struct tep_table *t)
{
	return &t->def;
}

/* ---- Records ---- */

#define READ(type, swapped)                               \
	do {                                              \
		type v;                                   \
                                                          \
		memcpy(&v, at, sizeof(v));                \
		return swap ? (type)swapped(v) : (type)v; \
	} while (0)

static uint64_t read_unsigned(const void *at, uint8_t width, bool swap)
{
	switch (width) {
	case 1:
		return *(const uint8_t *)at;
	case 2:
		READ(uint16_t, bswap_16);
	case 4:
		READ(uint32_t, bswap_32);
	default:
		READ(uint64_t, bswap_64);
	}
}

static uint64_t read_integer(const void *at, const struct field *f, bool swap)
{
	uint64_t value = read_unsigned(at, f->width, swap);
	unsigned int shift = 64 - 8 * f->width;

	return f->is_signed ? (uint64_t)((int64_t)(value << shift) >> shift) : value;
}

struct span {
	const uint8_t *at;
	uint32_t size;
};

/* Where a field's value is. False: not in the record. */
static bool find_value(const struct tep_table *t, const struct field *f, const struct span *record,
		       struct span *value)
{
	uint32_t place, offset, length;

	*value = (struct span){ record->at + f->offset, f->size };
	if (f->to_end)
		value->size = record->size - f->offset;
	if (f->to_end && f->shape == LIST)
		value->size -= value->size % f->width;
	if (!f->dynamic)
		return true;
	place = read_unsigned(value->at, 4, t->swap);
	offset = (place & 0xffff) + (f->relative ? f->offset + f->size : 0);
	length = place >> 16;
	*value = (struct span){ record->at + offset, length };
	return offset <= record->size && length <= record->size - offset;
}

static int put_text(struct vmt_stage *s, uint32_t column, const struct field *f,
		    const struct span *v, bool swap)
{
	return vmt_stage_bytes(s, column, v->at, strnlen((const char *)v->at, v->size));
}

static int put_list(struct vmt_stage *s, uint32_t column, const struct field *f,
		    const struct span *v, bool swap)
{
	uint64_t items[MAX_LIST];
	uint32_t n = v->size / f->width;

	if (v->size % f->width) {
		vmt_stage_null(s, column);
		return 0;
	}
	for (uint32_t i = 0; i < n; i++)
		items[i] = read_integer(v->at + i * f->width, f, swap);
	return vmt_stage_list(s, column, items, n);
}

static int put_bytes(struct vmt_stage *s, uint32_t column, const struct field *f,
		     const struct span *v, bool swap)
{
	return vmt_stage_bytes(s, column, v->at, v->size);
}

static int (*const put[NR_SHAPES])(struct vmt_stage *, uint32_t, const struct field *,
				   const struct span *, bool) = {
	[TEXT] = put_text,
	[LIST] = put_list,
	[BYTES] = put_bytes,
};

bool tep_table_pid(const struct tep_table *t, const void *record, uint32_t size, int32_t *pid)
{
	if (!t->pid.size || t->pid.offset + t->pid.size > size)
		return false;
	*pid = read_unsigned((const uint8_t *)record + t->pid.offset, t->pid.width, t->swap);
	return true;
}

/* Of a row begun: what is no number. */
static int put_values(const struct tep_table *t, struct vmt_stage *s, const struct span *record)
{
	struct span value;
	int r = 0;

	for (uint32_t i = 0; i < t->nfields && !r; i++) {
		const struct field *f = &t->fields[i];

		if (f->shape == NUMBER)
			continue;
		if (find_value(t, f, record, &value))
			r = put[f->shape](s, FIXED + i, f, &value, t->swap);
		else
			vmt_stage_null(s, FIXED + i);
	}
	return r;
}

int tep_table_add(const struct tep_table *t, struct vmt_stage *s, const struct tep_stamp *stamp,
		  const void *record, uint32_t size)
{
	const struct span span = { record, size };
	uint64_t *row;

	if (size < t->least)
		return -EBADMSG;
	row = vmt_stage_begin(s);
	if (!row)
		return -ENOMEM;
	row[0 * VMT_STAGE_STRIDE] = stamp->time;
	row[1 * VMT_STAGE_STRIDE] = stamp->seq;
	row[2 * VMT_STAGE_STRIDE] = stamp->task;
	for (uint32_t i = 0; i < t->nfields; i++)
		if (t->fields[i].shape == NUMBER)
			row[(FIXED + i) * VMT_STAGE_STRIDE] =
				read_integer(span.at + t->fields[i].offset, &t->fields[i], t->swap);
	if (put_values(t, s, &span))
		return -ENOMEM;
	vmt_stage_end(s);
	return 0;
}
