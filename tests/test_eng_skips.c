/* SPDX-License-Identifier: GPL-2.0 */
/* What a damaged block takes: firings of the clauses that read its column, and no others. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "format/vmt.h"
#include "format/vmt_tables.h"
#include "report/vmregs.h"
#include "tests/engtest.h"

/* Exits, every third of another thread, each reason in turn; two rounds, so two chunks. */
#define ROWS 600
static const char *make_trace(void)
{
	static const uint32_t reasons[] = { 0x72, 0x78, 0x7b };
	static struct eng_row rows[ROWS];

	for (uint32_t i = 0; i < ROWS; i++)
		rows[i] = (struct eng_row){
			.kind = ENG_EXIT,
			.cpu = i % 2,
			.at = 1000 + i * 10,
			.task = 1 + i % 3,
			.vcpu = i % 2,
			.what = reasons[i * 7 / 3 % 3],
			.rip = 0x1000 + i * i * 37 % 4099,
			.cr3 = 0x2000 + i * i * 41 % 509 * 4096,
			.rax = i * i * 31 % 251,
		};
	return eng_trace(&(struct eng_trace){
		.rows = rows, .n = ROWS, .round = 4000, .end = 8000, .id = 9 });
}

/* A bit of the column's block, NULL: RIP's, in the first chunk of exits; how many rows the chunk
 * has. */
static uint32_t spoil(const char *path, const char *column)
{
	struct vmt_reader *reader;
	struct vmt_session *session;
	const struct vmt_round_info *round;
	const struct vmt_chunk_info *chunk = NULL;
	uint8_t byte;
	uint64_t at;
	uint32_t rows;
	const struct vmt_table *schema;
	int table, fd = open(path, O_RDWR);

	cr_assert_eq(vmt_reader_open(&reader, path, -1, 0, NULL, NULL), 0);
	cr_assert_eq(vmt_reader_next(reader, &session), 1);
	table = vmt_session_table(session, VMT_T_EXIT);
	round = vmt_session_peek(session);
	for (uint32_t i = 0; i < round->nchunks && !chunk; i++)
		if (vmt_chunk_info(round->chunks[i])->table == (uint32_t)table)
			chunk = vmt_chunk_info(round->chunks[i]);
	cr_assert_not_null(chunk);
	schema = &vmt_session_info(session)->tables[chunk->table];
	table = column ? vmt_table_find(schema, column) : vmt_table_register(schema, VMREG_RIP);
	cr_assert_geq(table, 0);
	cr_assert_gt(chunk->blocks[table].bytes, 0, "it has no block");
	at = chunk->blocks[table].offset + chunk->blocks[table].bytes / 2;
	rows = chunk->rows;
	vmt_session_free(session);
	vmt_reader_free(reader);
	cr_assert_eq(pread(fd, &byte, 1, at), 1);
	byte ^= 4;
	cr_assert_eq(pwrite(fd, &byte, 1, at), 1);
	close(fd);
	return rows;
}

static const char *const ways[] = { "quiet threads=1", "quiet threads=2", "quiet threads=7",
				    "quiet inorder" };

/* Every way prints the same, and tells the same of what was skipped; told NULL: nothing. */
static void expect(const char *path, const char *program, const char *wanted, const char *told)
{
	for (uint32_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		FILE *saved = stderr;
		char *text;
		size_t size;
		struct eng_result r;

		stderr = open_memstream(&text, &size);
		r = eng_run(program, ways[i], (const char *const[]){ path, NULL });
		fclose(stderr);
		stderr = saved;
		cr_expect(!strcmp(r.out, wanted), "%s: %s: [%s] instead of [%s]", ways[i], program,
			  r.out, wanted);
		cr_expect(told ? strstr(text, told) != NULL : !strstr(text, "skipped"),
			  "%s: %s: %s", ways[i], program, text);
		cr_expect(!strstr(text, "error on enabled"), "%s", text);
		eng_result_free(&r);
		free(text);
	}
}

Test(skips, body)
{
	const char *path = make_trace();
	uint32_t lost = spoil(path, NULL);
	char wanted[64], told[128];

	snprintf(wanted, sizeof(wanted), "%u %u\n", ROWS, ROWS - lost);
	snprintf(told, sizeof(told),
		 "vmtrace: %u firings of 1 clause skipped: what it reads is "
		 "damaged (VMX_GUEST_RIP)\n",
		 lost);
	expect(path,
	       "vm:::exit { @a = count(); } vm:::exit { @b = sum(arg1 != 0); }"
	       "END { printa(\"%@d %@d\", @a, @b); }",
	       wanted, told);
	expect(path,
	       "vm:::exit { a++; } vm:::exit { b++; self->x = arg1; } ERROR { a = 0; }"
	       "END { printf(\"%d %d\", a, b); }",
	       wanted, told);
}

Test(skips, predicate)
{
	const char *path = make_trace();
	uint32_t lost = spoil(path, NULL);
	char wanted[64], told[64];

	snprintf(wanted, sizeof(wanted), "%u\n", ROWS - lost);
	snprintf(told, sizeof(told), "vmtrace: %u firings of 1 clause skipped", lost);
	expect(path, "vm:::exit /arg1/ { @ = count(); } END { printa(\"%@d\", @); }", wanted, told);
	expect(path,
	       "BEGIN { self->x = 0; } vm:::exit /arg1 && !self->x/ { n++; } END { printf(\"%d\", "
	       "n); }",
	       wanted, told);
}

/* Where the predicate does not hold nothing is skipped. */
Test(skips, body_of_few)
{
	const char *path = make_trace();

	spoil(path, NULL);
	expect(path, "vm:::exit /arg0 == 0x99/ { @ = sum(arg1); } END { printa(\"%@d\", @); }",
	       "\n", NULL);
}

Test(skips, reason)
{
	const char *path = make_trace();
	uint32_t lost = spoil(path, VMT_C_REASON);
	char wanted[64], told[128];

	snprintf(wanted, sizeof(wanted), "%u\n", ROWS);
	snprintf(told, sizeof(told), "vmtrace: %u firings of 1 clause skipped", lost);
	expect(path,
	       "vm:::exit { @ = sum(1); } vm::HLT:exit { @ = sum(0); }"
	       "END { printa(\"%@d\", @); }",
	       wanted, told);
	expect(path,
	       "vm:::exit { n++; this->x = 1; } vm:::exit /this->x/ { m++; } vm::NPF:exit { n = 0; "
	       "}"
	       "END { printf(\"%d\", m); }",
	       wanted, told);
	snprintf(told, sizeof(told), "vmtrace: %u firings of 2 clauses skipped", lost * 2);
	expect(path,
	       "vm:::exit { @a[1] = sum(strlen(probefunc) > 0); } vm:::exit { @b[arg0 > 0] = "
	       "count(); }"
	       "END { clear(@a); clear(@b); printa(\"%@d\", @a); printa(\" %@d\", @b); }",
	       "0 0\n", told);
}

Test(skips, threads)
{
	const char *path = make_trace();
	uint32_t lost = spoil(path, VMT_C_TASK);
	char wanted[64], told[128];

	snprintf(wanted, sizeof(wanted), "%u %u\n", ROWS - lost, ROWS);
	snprintf(told, sizeof(told),
		 "vmtrace: %u firings of 1 clause skipped: what it reads is "
		 "damaged (task)\n",
		 lost);
	expect(path,
	       "vm:::exit { self->n = 1; a++; } vm:::exit { b++; }"
	       "END { printf(\"%d %d\", a, b); }",
	       wanted, told);
}

/* Rows without a time have no order: they are for clauses that need none. */
Test(skips, time)
{
	const char *path = make_trace();
	uint32_t lost = spoil(path, "time");
	char wanted[64], told[64];

	snprintf(wanted, sizeof(wanted), "%u\n", ROWS);
	expect(path, "vm:::exit { @ = count(); } END { printa(\"%@d\", @); }", wanted, NULL);
	snprintf(wanted, sizeof(wanted), "%u\n", ROWS - lost);
	snprintf(told, sizeof(told), "vmtrace: %u firings of 1 clause skipped", lost);
	expect(path, "vm:::exit { @ = sum(timestamp > 0); } END { printa(\"%@d\", @); }", wanted,
	       told);
	expect(path, "vm:::exit { n++; } END { printf(\"%d\", n); }", wanted, told);
}
