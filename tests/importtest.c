/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/importtest.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/tepcommon.h"

/* ---- Making files ---- */

void made_init(struct made *m, bool big)
{
	memfile_init(&m->file);
	m->big = big;
}

void made_release(struct made *m)
{
	memfile_release(&m->file);
}

void made_bytes(struct made *m, const void *data, size_t size)
{
	memfile_append(&m->file, data, size);
}

static void order(const struct made *m, uint64_t value, unsigned int n, uint8_t *out)
{
	for (unsigned int i = 0; i < n; i++)
		out[i] = value >> 8 * (m->big ? n - 1 - i : i);
}

void made_number(struct made *m, uint64_t value, unsigned int n)
{
	uint8_t bytes[8];

	order(m, value, n, bytes);
	made_bytes(m, bytes, n);
}

void made_patch(struct made *m, size_t at, uint64_t value, unsigned int n)
{
	order(m, value, n, m->file.data + at);
}

void made_text(struct made *m, const char *text)
{
	made_bytes(m, text, strlen(text) + 1);
}

/* ---- Events ---- */

#define FIELD(decl, offset, size, is_signed) \
	"\tfield:" decl ";\toffset:" #offset ";\tsize:" #size ";\tsigned:" #is_signed ";\n"
#define OLD_EXIT                                   \
	TEP_HEAD("kvm_exit", "1440")               \
	FIELD("unsigned int exit_reason", 8, 4, 0) \
	FIELD("unsigned long guest_rip", 16, 8, 0) \
	FIELD("u32 isa", 24, 4, 0) FIELD("u64 info1", 32, 8, 0) FIELD("u64 info2", 40, 8, 0)

const char made_old_kvm_exit[] = OLD_EXIT "\nprint fmt: \"%d\", REC->isa\n";
const char made_kvm_exit[] =
	OLD_EXIT FIELD("u32 intr_info", 48, 4, 0) FIELD("u32 error_code", 52, 4, 0)
		FIELD("unsigned int vcpu_id", 56, 4, 0) "\nprint fmt: \"%d\", REC->isa\n";
const char made_kvm_entry[] = TEP_HEAD("kvm_entry", "1449") FIELD("unsigned int vcpu_id", 8, 4, 0)
	FIELD("unsigned long rip", 16, 8, 0) "\nprint fmt: \"%d\", REC->vcpu_id\n";
const char made_plain[] =
	TEP_HEAD("plain", "7") FIELD("int value", 8, 4, 1) "\nprint fmt: \"%d\", REC->value\n";

static void made_common(struct made *m, uint32_t id, uint32_t pid)
{
	made_number(m, id, 2);
	made_number(m, 0, 2);
	made_number(m, pid, 4);
}

void made_exit(struct made *m, const struct made_exit *e)
{
	made_common(m, 1440, e->pid);
	made_number(m, e->reason, 4);
	made_number(m, 0, 4);
	made_number(m, e->rip, 8);
	made_number(m, e->isa, 4);
	made_number(m, 0, 4);
	made_number(m, e->info1, 8);
	made_number(m, e->info2, 8);
	made_number(m, e->intr_info, 4);
	made_number(m, e->error_code, 4);
	made_number(m, e->vcpu, 4);
	made_number(m, 0, 4);
}

void made_entry(struct made *m, uint32_t pid, uint32_t vcpu, uint64_t rip)
{
	made_common(m, 1449, pid);
	made_number(m, vcpu, 4);
	made_number(m, 0, 4);
	made_number(m, rip, 8);
}

void made_value(struct made *m, uint32_t pid, uint32_t value)
{
	made_common(m, 7, pid);
	made_number(m, value, 4);
}

/* ---- Importing ---- */

static int file_of(const void *data, size_t size)
{
	int fd = memfd_create("foreign", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	return fd;
}

void imported_make(struct imported *im, const void *data, size_t size)
{
	struct foreign_trace trace;
	struct session_weave weave;
	struct vmt_sink sink;
	struct foreign_output out = { .sink = &sink, .footer = true };
	int fd = file_of(data, size);
	char name[64];

	*im = (struct imported){ .r = 0 };
	memfile_init(&im->file);
	sink = memfile_sink(&im->file);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	im->r = foreign_import(&trace, &weave, name, &out, &im->trouble);
	im->events = weave.events;
	im->cut = weave.cut;
	im->moved = weave.moved;
	im->lost = weave.lost;
	im->unknown = trace.unknown;
	im->others = trace.others;
	im->written = weave.writer;
	foreign_import_release(&trace, &weave);
	close(fd);
	if (im->written)
		memtrace_open(&im->trace, im->file.data, im->file.size);
}

void imported_release(struct imported *im)
{
	if (im->written)
		memtrace_close(&im->trace);
	memfile_release(&im->file);
}

static const struct all_session *session(const struct imported *im)
{
	cr_assert(im->written, "nothing was imported: %s", im->trouble.text);
	cr_assert(im->trace.all.nsessions == 1);
	return &im->trace.all.sessions[0];
}

const char *imported_fact(const struct imported *im, const char *key)
{
	return vmt_session_fact(session(im)->session, key) ?: "";
}

char *imported_column(struct imported *im, const char *name, const char *column)
{
	const struct all_session *s = session(im);
	int table = vmt_session_table(s->session, name);
	char *all = NULL, *part;
	size_t size;
	FILE *f = open_memstream(&all, &size);

	for (uint32_t i = 0; i < s->nchunks; i++) {
		const struct vmt_chunk_info *info = vmt_chunk_info(s->chunks[i]);
		int c = table < 0 ? -1 : vmt_table_find(&s->info->tables[table], column);

		if (c < 0 || info->table != (uint32_t)table)
			continue;
		part = memtrace_column(&im->trace, s->chunks[i], c);
		fputs(part, f);
		free(part);
	}
	fclose(f);
	return all;
}

void imported_expect(struct imported *im, const char *table, const char *column, const char *rows)
{
	char *got = imported_column(im, table, column);

	cr_expect(eq(int, strcmp(got, rows), 0), "%s.%s:%s, not%s", table, column, got, rows);
	free(got);
}
