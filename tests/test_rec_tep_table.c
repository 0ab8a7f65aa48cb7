/* SPDX-License-Identifier: GPL-2.0 */
/* Tracepoints as tables: columns by their formats' text, rows by records made by hand. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <event-parse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/stage.h"
#include "record/tep_table.h"
#include "tests/tepcommon.h"

#define COMMON TEP_HEAD("it", "77")
#define FIELD(type_and_name, offset, size, is_signed)                                              \
	"\tfield:" type_and_name ";\toffset:" #offset ";\tsize:" #size ";\tsigned:" #is_signed ";" \
	"\n"
#define END "\nprint fmt: \"%d\", REC->a\n"

#define FIRST 5 /* column of the first field behind time seq task and two common ones */

static struct tep_handle *tep;
static struct tep_table *table;
static struct vmt_stage *stage;
static uint8_t record[256];

static const char *event_system = "sys";

static int parse(const char *text)
{
	struct tep_event *event = NULL;

	cr_assert(eq(int, tep_parse_format(tep, &event, text, strlen(text), event_system), 0));
	return tep_table_new(&table, event);
}

static void setup(void)
{
	tep = tep_alloc();
	tep_set_long_size(tep, 8);
	memset(record, 0, sizeof(record));
}

static void cleanup(void)
{
	vmt_stage_free(stage);
	tep_table_free(table);
	tep_free(tep);
}

static void make(const char *text)
{
	cr_assert(eq(int, parse(text), 0));
	cr_assert(eq(int, vmt_stage_new(&stage, tep_table_def(table)), 0));
}

static const struct vmt_column *column(uint32_t c)
{
	cr_assert(lt(u32, c, tep_table_def(table)->ncolumns));
	return &tep_table_def(table)->columns[c];
}

static void expect_column(uint32_t c, const char *name, uint8_t type, uint8_t sem, uint16_t size)
{
	cr_expect_str_eq(column(c)->name, name);
	cr_expect_eq(column(c)->type, type, "%s: type %#x", name, column(c)->type);
	cr_expect_eq(column(c)->sem, sem, "%s: sem %u", name, column(c)->sem);
	cr_expect_eq(column(c)->size, size, "%s: size %u", name, column(c)->size);
}

/* ---- Records ---- */

static void put(uint32_t offset, uint64_t value, uint32_t size)
{
	memcpy(record + offset, &value, size);
}

static int add(uint32_t size)
{
	const struct tep_stamp stamp = { 1000, 3, 9 };

	return tep_table_add(table, stage, &stamp, record, size);
}

/* Of the only row. */
static uint64_t number(uint32_t c)
{
	uint64_t slot, valid = 1;

	cr_assert(eq(u32, vmt_stage_rows(stage), 1));
	stage_column(stage, c, 0, 1, &slot, &valid, 0);
	cr_expect(valid & 1, "column %u is absent", c);
	return slot;
}

static bool absent(uint32_t c)
{
	uint64_t slot, valid = 1;

	stage_column(stage, c, 0, 1, &slot, &valid, 0);
	return !(valid & 1);
}

static struct bytebuf heap;

static const char *text(uint32_t c)
{
	static char out[256];
	uint64_t size;

	cr_assert(eq(u32, vmt_stage_rows(stage), 1));
	bytebuf_clear(&heap);
	stage_heap(stage, c, 0, 1, &size, &heap);
	snprintf(out, sizeof(out), "%.*s", (int)size, (const char *)heap.data);
	return out;
}

/* "1 -2 3" */
static const char *list(uint32_t c)
{
	static char out[256];
	uint64_t size, n = 0;

	bytebuf_clear(&heap);
	stage_heap(stage, c, 0, 1, &size, &heap);
	out[0] = 0;
	for (uint64_t i = 0; i < size / 8; i++) {
		int64_t item;

		memcpy(&item, heap.data + i * 8, 8);
		n += snprintf(out + n, sizeof(out) - n, "%s%lld", i ? " " : "", (long long)item);
	}
	return out;
}

/* ---- Columns ---- */

TestSuite(rec_tep_table, .init = setup, .fini = cleanup);

Test(rec_tep_table, columns_follow_the_format)
{
	make(COMMON FIELD("char a[16]", 8, 16, 0) FIELD("long b", 24, 8, 1)
		     FIELD("const void * c", 32, 8, 0) FIELD("__data_loc char[] d", 40, 4, 0) FIELD(
			     "unsigned long e[6]", 44, 48, 0) FIELD("__data_loc u8[] f", 92, 4, 0)
			     FIELD("struct foo g", 96, 8, 0) FIELD("guid_t h", 104, 16, 0)
				     FIELD("__rel_loc s32[] i", 120, 4, 1) END);
	cr_expect_str_eq(tep_table_def(table)->name, "sys:it");
	cr_expect_eq(tep_table_def(table)->flags, VMT_TABLE_EVENT);
	cr_assert(eq(u32, tep_table_def(table)->ncolumns, 14));
	expect_column(0, "time", VMT_U64, VMT_SEM_TIME, 0);
	expect_column(1, "seq", VMT_U32, VMT_SEM_SEQ, 0);
	expect_column(2, "task", VMT_U32, VMT_SEM_TASK, 0);
	expect_column(3, "args.common_flags", VMT_U8, 0, 0);
	expect_column(4, "args.common_preempt_count", VMT_U8, 0, 0);
	expect_column(5, "args.a", VMT_VAR, VMT_SEM_TEXT, 0);
	expect_column(6, "args.b", VMT_I64, 0, 0);
	expect_column(7, "args.c", VMT_U64, 0, 0);
	expect_column(8, "args.d", VMT_VAR | VMT_NULLABLE, VMT_SEM_TEXT, 0);
	expect_column(9, "args.e", VMT_LIST | VMT_U64, 0, 0);
	expect_column(10, "args.f", VMT_LIST | VMT_U8 | VMT_NULLABLE, 0, 0);
	expect_column(11, "args.g", VMT_FIXED, 0, 8);
	expect_column(12, "args.h", VMT_FIXED, 0, 16);
	expect_column(13, "args.i", VMT_LIST | VMT_I32 | VMT_NULLABLE, 0, 0);
}

Test(rec_tep_table, arrays_that_are_no_lists)
{
	make(COMMON FIELD("__data_loc cpumask_t a", 8, 4, 0)
		     FIELD("__data_loc struct foo[] b", 12, 4, 0)
			     FIELD("__data_loc unsigned long[] c", 16, 4, 0)
				     FIELD("unsigned char d[6]", 20, 6, 0)
					     FIELD("struct foo e[2]", 28, 8, 0)
						     FIELD("char f[TASK_COMM_LEN]", 36, 16, 0) END);
	expect_column(FIRST, "args.a", VMT_VAR | VMT_NULLABLE, 0, 0);
	expect_column(FIRST + 1, "args.b", VMT_VAR | VMT_NULLABLE, 0, 0);
	expect_column(FIRST + 2, "args.c", VMT_LIST | VMT_U64 | VMT_NULLABLE, 0, 0);
	expect_column(FIRST + 3, "args.d", VMT_LIST | VMT_U8, 0, 0);
	expect_column(FIRST + 4, "args.e", VMT_FIXED, 0, 8);
	expect_column(FIRST + 5, "args.f", VMT_VAR, VMT_SEM_TEXT, 0);
}

Test(rec_tep_table, a_long_is_as_long_as_the_host_s)
{
	tep_set_long_size(tep, 4);
	make(COMMON FIELD("unsigned long a[6]", 8, 24, 0)
		     FIELD("__data_loc unsigned long[] b", 32, 4, 0) END);
	expect_column(FIRST, "args.a", VMT_LIST | VMT_U32, 0, 0);
	expect_column(FIRST + 1, "args.b", VMT_LIST | VMT_U32 | VMT_NULLABLE, 0, 0);
}

/* ---- Arrays to the end of a record ---- */

Test(rec_tep_table, a_mark_is_as_long_as_its_record)
{
	make(COMMON FIELD("unsigned long ip", 8, 8, 0) FIELD("char buf[]", 16, 0, 0) END);
	expect_column(FIRST + 1, "args.buf", VMT_VAR, VMT_SEM_TEXT, 0);
	memcpy(record + 16, "a mark\n", 8);
	cr_assert(eq(int, add(24), 0));
	cr_expect_str_eq(text(FIRST + 1), "a mark\n");
}

Test(rec_tep_table, a_mark_may_be_cut_or_none)
{
	make(COMMON FIELD("unsigned long ip", 8, 8, 0) FIELD("char buf[]", 16, 0, 0) END);
	memcpy(record + 16, "a mark\n", 8);
	cr_assert(eq(int, add(18), 0));
	cr_expect_str_eq(text(FIRST + 1), "a ");
	vmt_stage_drop(stage, 1);
	cr_assert(eq(int, add(16), 0));
	cr_expect_str_eq(text(FIRST + 1), "");
	cr_expect_eq(add(15), -EBADMSG);
}

#define STACK COMMON FIELD("int size", 8, 4, 1) FIELD("unsigned long caller[8]", 16, 64, 0) END

static const char *callers(uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		put(16 + 8 * i, i + 1, 8);
	vmt_stage_drop(stage, 1);
	cr_assert(eq(int, add(16 + 8 * n), 0));
	return list(FIRST + 1);
}

Test(rec_tep_table, a_stack_is_as_deep_as_it_was)
{
	event_system = "ftrace";
	make(STACK);
	expect_column(FIRST + 1, "args.caller", VMT_LIST | VMT_U64, 0, 0);
	cr_expect_str_eq(callers(0), "");
	cr_expect_str_eq(callers(3), "1 2 3");
	cr_expect_str_eq(callers(10), "1 2 3 4 5 6 7 8 9 10");
}

Test(rec_tep_table, arrays_of_other_events_have_their_size)
{
	make(STACK);
	cr_expect_eq(add(16 + 7 * 8), -EBADMSG);
	cr_expect_str_eq(callers(10), "1 2 3 4 5 6 7 8");
}

/* ---- Formats that make no table ---- */

Test(rec_tep_table, impossible_sizes_are_refused)
{
	cr_expect_eq(parse(COMMON FIELD("int a", 8, 0, 0) END), -EINVAL);
	cr_expect_eq(parse(COMMON FIELD("int a", 8, 70000, 0) END), -EINVAL);
	cr_expect_eq(parse(COMMON FIELD("int a", 2000000000, 4, 0) END), -EINVAL);
	cr_expect_null(table);
}

Test(rec_tep_table, a_format_of_nothing_is_refused)
{
	struct tep_event nothing = { .tep = tep, .name = "it", .system = "sys" };

	cr_expect_eq(tep_table_new(&table, &nothing), -EINVAL);
}

Test(rec_tep_table, too_many_fields_are_refused)
{
	char *format = malloc(100 + 1100 * 64), *p = format;

	p += sprintf(p, "name: it\nID: 77\nformat:\n");
	for (int i = 0; i < 1100; i++)
		p += sprintf(p, "\tfield:int f%d;\toffset:8;\tsize:4;\tsigned:1;\n", i);
	sprintf(p, "\nprint fmt: \"%%d\", REC->f0\n");
	cr_expect_eq(parse(format), -EINVAL);
	free(format);
}

Test(rec_tep_table, long_names_are_refused)
{
	char *format, name[1100];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	cr_assert(gt(int,
		     asprintf(&format, "%s\tfield:int %s;\toffset:8;\tsize:4;\tsigned:1;\n%s",
			      COMMON, name, END),
		     0));
	cr_expect_eq(parse(format), -EINVAL);
	free(format);
}

/* ---- Values ---- */

Test(rec_tep_table, numbers)
{
	make(COMMON FIELD("int a", 8, 4, 1) FIELD("unsigned int b", 12, 4, 0)
		     FIELD("s8 c", 16, 1, 1) FIELD("u16 d", 18, 2, 0) FIELD("u64 e", 20, 8, 0) END);
	put(2, 0xab, 1);
	put(3, 2, 1);
	put(8, -5, 4);
	put(12, 0xfffffffb, 4);
	put(16, -128, 1);
	put(18, 0xfedc, 2);
	put(20, 0xfedcba9876543210, 8);
	cr_assert(eq(int, add(28), 0));
	cr_expect(eq(u64, number(0), 1000));
	cr_expect(eq(u64, number(1), 3));
	cr_expect(eq(u64, number(2), 9));
	cr_expect(eq(u64, number(3), 0xab));
	cr_expect(eq(u64, number(4), 2));
	cr_expect(eq(i64, number(FIRST), -5));
	cr_expect(eq(u64, number(FIRST + 1), 0xfffffffb));
	cr_expect(eq(i64, number(FIRST + 2), -128));
	cr_expect(eq(u64, number(FIRST + 3), 0xfedc));
	cr_expect(eq(u64, number(FIRST + 4), 0xfedcba9876543210));
}

Test(rec_tep_table, the_other_byte_order)
{
	tep_set_file_bigendian(tep, tep_is_bigendian() ? TEP_LITTLE_ENDIAN : TEP_BIG_ENDIAN);
	tep_set_local_bigendian(tep, tep_is_bigendian() ? TEP_BIG_ENDIAN : TEP_LITTLE_ENDIAN);
	make(COMMON FIELD("int a", 8, 4, 1) FIELD("u16 b[2]", 12, 4, 0)
		     FIELD("__data_loc char[] c", 16, 4, 0) END);
	put(8, __builtin_bswap32(-5), 4);
	put(12, __builtin_bswap16(258), 2);
	put(14, __builtin_bswap16(7), 2);
	put(16, __builtin_bswap32(3 << 16 | 20), 4);
	memcpy(record + 20, "xy", 3);
	cr_assert(eq(int, add(23), 0));
	cr_expect(eq(i64, number(FIRST), -5));
	cr_expect_str_eq(list(FIRST + 1), "258 7");
	cr_expect_str_eq(text(FIRST + 2), "xy");
}

Test(rec_tep_table, text_ends_at_its_terminator_or_its_size)
{
	make(COMMON FIELD("char a[4]", 8, 4, 0) FIELD("char b[4]", 12, 4, 0) FIELD(
		"__data_loc char[] c", 16, 4, 0) FIELD("__rel_loc char[] d", 20, 4, 0) END);
	memcpy(record + 8, "abcd", 4);
	memcpy(record + 12, "e\0g", 4);
	put(16, 6 << 16 | 24, 4);
	memcpy(record + 24, "hello", 6);
	put(20, 3 << 16 | 6, 4); /* behind the field: at 24 + 6 */
	memcpy(record + 30, "yo", 3);
	cr_assert(eq(int, add(33), 0));
	cr_expect_str_eq(text(FIRST), "abcd");
	cr_expect_str_eq(text(FIRST + 1), "e");
	cr_expect_str_eq(text(FIRST + 2), "hello");
	cr_expect_str_eq(text(FIRST + 3), "yo");
}

Test(rec_tep_table, lists)
{
	make(COMMON FIELD("s16 a[3]", 8, 6, 1) FIELD("__data_loc s32[] b", 16, 4, 1)
		     FIELD("__data_loc u8[] c", 20, 4, 0) END);
	put(8, -1, 2);
	put(10, 2, 2);
	put(12, -32768, 2);
	put(16, 8 << 16 | 24, 4);
	put(24, -7, 4);
	put(28, 8, 4);
	put(20, 0 << 16 | 32, 4);
	cr_assert(eq(int, add(32), 0));
	cr_expect_str_eq(list(FIRST), "-1 2 -32768");
	cr_expect_str_eq(list(FIRST + 1), "-7 8");
	cr_expect_str_eq(list(FIRST + 2), "");
	cr_expect_not(absent(FIRST + 2), "an empty list is a value");
}

/* ---- Records that are not believed ---- */

Test(rec_tep_table, values_beyond_the_record_are_absent)
{
	make(COMMON FIELD("__data_loc char[] a", 8, 4, 0) FIELD("__data_loc u32[] b", 12, 4, 0)
		     FIELD("__rel_loc u8[] c", 16, 4, 0) FIELD("__data_loc u32[] d", 20, 4, 0)
			     FIELD("__data_loc struct foo[] e", 24, 4, 0) END);
	put(8, 2 << 16 | 31, 4);       /* one byte too long */
	put(12, 4 << 16 | 0xfff0, 4);  /* begins far behind */
	put(16, 0xffffu << 16 | 0, 4); /* as long as can be */
	put(20, 3 << 16 | 28, 4);      /* no whole item */
	put(24, 0xffffffff, 4);
	cr_assert(eq(int, add(32), 0));
	for (uint32_t c = FIRST; c < FIRST + 5; c++)
		cr_expect(absent(c), "column %u", c);
}

Test(rec_tep_table, a_short_record_is_no_row)
{
	make(COMMON FIELD("int a", 8, 4, 1) FIELD("char b[16]", 12, 16, 0) END);
	cr_expect_eq(add(27), -EBADMSG);
	cr_expect(eq(u32, vmt_stage_rows(stage), 0));
	cr_expect_eq(add(28), 0);
	cr_expect(eq(u32, vmt_stage_rows(stage), 1));
}

Test(rec_tep_table, whose_it_is)
{
	int32_t pid = 0;

	make(COMMON FIELD("int a", 8, 4, 1) END);
	put(4, 4321, 4);
	cr_expect(tep_table_pid(table, record, 12, &pid));
	cr_expect(eq(i32, pid, 4321));
	cr_expect_not(tep_table_pid(table, record, 7, &pid));
}

Test(rec_tep_table, nobody_s)
{
	int32_t pid;

	make("name: it\nID: 77\nformat:\n" FIELD("int a", 8, 4, 1) END);
	cr_expect_not(tep_table_pid(table, record, 12, &pid));
}
