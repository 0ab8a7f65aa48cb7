/* SPDX-License-Identifier: GPL-2.0 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "report/print/out.h"

#define TEXT_WIDTH 33

/* What a terminal shows, or obeys harmlessly. */
static bool is_shown(unsigned char c)
{
	return isprint(c) || isspace(c) || c == '\b' || c == '\a';
}

/* Text and nothing but zeroes behind it: its length. 0: these are no text. */
static size_t text_length(const char *bytes, size_t n)
{
	size_t len = 0;

	while (len < n && is_shown(bytes[len]))
		len++;
	for (size_t i = len; i < n; i++)
		if (bytes[i])
			return 0;
	return len;
}

static void hex_row(struct out *o, const char *bytes, size_t n)
{
	for (size_t i = 0; i < 16; i++)
		if (i < n)
			fprintf(o->file, " %02x", (unsigned char)bytes[i]);
		else
			fputs("   ", o->file);
	fputs("  ", o->file);
	for (size_t i = 0; i < n; i++)
		putc(bytes[i] < ' ' || bytes[i] > '~' ? '.' : bytes[i], o->file);
	putc('\n', o->file);
}

static void hex_header(struct out *o)
{
	fprintf(o->file, "\n%11s", "");
	for (int i = 0; i < 16; i++)
		fprintf(o->file, "  %x", i);
	fputs("  0123456789abcdef\n", o->file);
}

/* `len` bytes, and zeroes behind them to `n`. */
static void hex(struct out *o, const char *bytes, size_t len, size_t n)
{
	if (n)
		hex_header(o);
	for (size_t i = 0; i < n; i += 16) {
		char row[16] = { 0 };

		if (i < len)
			memcpy(row, bytes + i, len - i < 16 ? len - i : 16);
		fprintf(o->file, "%10x:", (unsigned)i);
		hex_row(o, row, n - i < 16 ? n - i : 16);
	}
}

void out_hex(struct out *o, const char *bytes, size_t n)
{
	hex(o, bytes, n, n);
}

void out_raw_string(struct out *o, const char *text, size_t len)
{
	hex(o, text, len, o->options->strsize);
}

void out_bytes(struct out *o, const char *bytes, size_t n)
{
	size_t len = o->options->rawbytes ? 0 : text_length(bytes, n);

	if (!len)
		out_hex(o, bytes, n);
	else if (o->options->quiet && len < n)
		out_text(o, bytes, len);
	else {
		out_text(o, "  ", 2);
		out_padded(o, bytes, len, TEXT_WIDTH, true);
	}
}
