/* SPDX-License-Identifier: GPL-2.0 */
#include "report/print/digits.h"
#include "report/print/out.h"

#include <arpa/inet.h>
#include <endian.h>
#include <math.h>
#include <netdb.h>
#include <string.h>
#include <time.h>

/* A star's argument can be anything; a line longer than this is of no use to anyone. */
#define MOST_COLUMNS (1 << 20)

/* Where a conversion's text goes: flags and star arguments made plain. */
struct field {
	struct out *out;
	char conv;
	uint8_t flags;
	int width, prec; /* prec 0: none, as in D */
};

static void put(const struct field *f, const char *text, size_t len)
{
	out_padded(f->out, text, len, f->width, f->flags & FMT_LEFT);
}

/* Blanks on one side of len columns of text. */
static void gap(const struct field *f, size_t len, bool behind)
{
	if (!!(f->flags & FMT_LEFT) == behind && len < (size_t)f->width)
		out_padded(f->out, "", 0, f->width - len, true);
}

/*
 *	blanks prefix zeros digits      right-aligned
 *	prefix zeros digits blanks      left-aligned
 */
static void put_parts(const struct field *f, const char *prefix, int zeros, const char *digits,
		      int n)
{
	int signs = strlen(prefix);

	gap(f, signs + zeros + n, false);
	out_text(f->out, prefix, signs);
	for (int i = 0; i < zeros; i++)
		out_text(f->out, "0", 1);
	out_text(f->out, digits, n);
	gap(f, signs + zeros + n, true);
}

/* The zeros that fill the width before n columns of text. */
static int fill(const struct field *f, int n)
{
	bool zero = (f->flags & (FMT_ZERO | FMT_LEFT)) == FMT_ZERO;

	return zero && f->width > n ? f->width - n : 0;
}

/* Most numbers are digits and nothing else. */
static void put_number(const struct field *f, const char *prefix, const char *digits, int n)
{
	int zeros = f->prec > n ? f->prec - n : 0;

	if (!f->prec)
		zeros = fill(f, strlen(prefix) + n);
	if (*prefix || zeros || f->width > n)
		put_parts(f, prefix, zeros, digits, n);
	else
		out_text(f->out, digits, n);
}

static uint64_t magnitude(int64_t value, const struct vtype *t)
{
	unsigned shift = 64 - 8 * t->size;

	return t->kind == V_INT ? (uint64_t)value << shift >> shift : (uint64_t)value;
}

static void put_signed(const struct field *f, int64_t value, const struct vtype *t)
{
	char digits[DIGITS_MOST];
	struct vtype s = *t;
	const char *prefix = f->flags & FMT_PLUS ? "+" : f->flags & FMT_SPACE ? " " : "";

	s.sign = true;
	value = out_recorded(value, &s);
	if (value < 0)
		prefix = "-";
	put_number(f, prefix, digits,
		   digits_decimal(digits, value < 0 ? -(uint64_t)value : (uint64_t)value));
}

static void put_unsigned(const struct field *f, int64_t value, const struct vtype *t)
{
	char digits[DIGITS_MOST];

	put_number(f, "", digits, digits_decimal(digits, magnitude(value, t)));
}

static void put_decimal(const struct field *f, int64_t value, const struct vtype *t)
{
	(t->sign ? put_signed : put_unsigned)(f, value, t);
}

static void put_octal(const struct field *f, int64_t value, const struct vtype *t)
{
	uint64_t m = magnitude(value, t);
	char digits[DIGITS_MOST];
	int n = digits_octal(digits, m);

	/* '#' asks for a leading zero, which the precision may have brought already. */
	put_number(f, (f->flags & FMT_ALT) && m && f->prec <= n ? "0" : "", digits, n);
}

static void put_hexadecimal(const struct field *f, uint64_t value, bool upper)
{
	char digits[DIGITS_MOST];
	const char *prefix = upper ? "0X" : "0x";

	put_number(f, (f->flags & FMT_ALT) && value ? prefix : "", digits,
		   digits_hex(digits, value, upper));
}

static void put_hex(const struct field *f, int64_t value, const struct vtype *t)
{
	put_hexadecimal(f, magnitude(value, t), false);
}

static void put_upperhex(const struct field *f, int64_t value, const struct vtype *t)
{
	put_hexadecimal(f, magnitude(value, t), true);
}

static void put_char(const struct field *f, int64_t value, const struct vtype *t)
{
	char c = value;

	put(f, &c, 1);
}

/* As C would write the byte within quotes; returns how many chars, 4 at most. */
static int escape(char buffer[static 4], unsigned char c)
{
	static const char plain[] = "\a\b\f\n\r\t\v\\\"", letters[] = "abfnrtv\\\"";
	const char *at = c ? strchr(plain, c) : NULL;

	buffer[0] = '\\';
	if (at) {
		buffer[1] = letters[at - plain];
		return 2;
	}
	if (!c) {
		buffer[1] = '0';
		return 2;
	}
	if (c >= ' ' && c <= '~') {
		buffer[0] = c;
		return 1;
	}
	buffer[1] = '0' + (c >> 6);
	buffer[2] = '0' + (c >> 3 & 7);
	buffer[3] = '0' + (c & 7);
	return 4;
}

static void put_escchar(const struct field *f, int64_t value, const struct vtype *t)
{
	char text[4];

	put(f, text, escape(text, value));
}

static size_t limited(const struct field *f, size_t len)
{
	return f->prec > 0 && len > (size_t)f->prec ? (size_t)f->prec : len;
}

static void put_string(const struct field *f, int64_t value, const struct vtype *t)
{
	const struct str *s = str_of_value(value);

	put(f, s->text, limited(f, s->len));
}

/* Escaped first, then cut and padded: the columns are those of what is printed. */
static void put_escstring(const struct field *f, int64_t value, const struct vtype *t)
{
	const struct str *s = str_of_value(value);
	size_t len = 0, shown;
	char piece[4];

	for (uint32_t i = 0; i < s->len; i++)
		len += escape(piece, s->text[i]);
	shown = len = limited(f, len);
	gap(f, shown, false);
	for (uint32_t i = 0; len; i++) {
		size_t n = escape(piece, s->text[i]);

		n = n < len ? n : len;
		out_text(f->out, piece, n);
		len -= n;
	}
	gap(f, shown, true);
}

/* A symbol was named where its event was; a number has no event, as in printa(). */
static void put_address(const struct field *f, int64_t value, const struct vtype *t)
{
	const struct out *o = f->out;
	char text[OUT_NAME] = "0x";
	const struct str *s = is_symbol(t) ? str_of_value(value) : NULL;
	size_t n;

	if (s)
		n = s->len;
	else if (o->name_address)
		n = o->name_address(o->names, magnitude(value, t), text);
	else
		n = 2 + digits_hex(text + 2, magnitude(value, t), false);
	put(f, s ? s->text : text, n);
}

static void put_time(const struct field *f, int64_t value, const char *format)
{
	time_t seconds = value / 1000000000;
	char text[64];
	struct tm tm;

	localtime_r(&seconds, &tm);
	put(f, text, strftime(text, sizeof(text), format, &tm));
}

static void put_date(const struct field *f, int64_t value, const struct vtype *t)
{
	put_time(f, value, "%Y %b %e %T");
}

static void put_stamp(const struct field *f, int64_t value, const struct vtype *t)
{
	put_time(f, value, "%a, %d %b %G %T %Z");
}

/* A port as it stands in a packet, which the recorded machine, little-endian, swapped. */
static void put_port(const struct field *f, int64_t value, const struct vtype *t)
{
	uint16_t port = value;
	struct servent one, *found = NULL;
	char names[1024], digits[DIGITS_MOST];

	if (!getservbyport_r(htole16(port), NULL, &one, names, sizeof(names), &found) && found)
		put(f, found->s_name, strlen(found->s_name));
	else
		put(f, digits, digits_decimal(digits, port));
}

/* An address as inet_ntop() writes it, that some host here answers to; or 0. */
static socklen_t parse_address(const char *text, struct sockaddr_storage *address)
{
	struct sockaddr_in *ip4 = (struct sockaddr_in *)address;
	struct sockaddr_in6 *ip6 = (struct sockaddr_in6 *)address;

	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, text, &ip4->sin_addr) == 1) {
		ip4->sin_family = AF_INET;
		return sizeof(*ip4);
	}
	if (inet_pton(AF_INET6, text, &ip6->sin6_addr) == 1) {
		ip6->sin6_family = AF_INET6;
		return sizeof(*ip6);
	}
	return 0;
}

static void put_host(const struct field *f, int64_t value, const struct vtype *t)
{
	struct sockaddr_storage address;
	socklen_t size = parse_address(str_of_value(value)->text, &address);
	char name[NI_MAXHOST];

	if (size && !getnameinfo((struct sockaddr *)&address, size, name, sizeof(name), NULL, 0,
				 NI_NAMEREQD))
		put(f, name, limited(f, strlen(name)));
	else
		put_string(f, value, t);
}

/* Characters of a string are of four bytes; those that are not ASCII end it, as in the C locale. */
static void put_wide(const struct field *f, int64_t value, const struct vtype *t)
{
	const struct str *s = str_of_value(value);
	const unsigned char *at = (const unsigned char *)s->text;
	size_t n = 0;

	while (n < s->len / 4 && at[4 * n] && at[4 * n] < 0x80 && !at[4 * n + 1] &&
	       !at[4 * n + 2] && !at[4 * n + 3])
		n++;
	n = limited(f, n);
	gap(f, n, false);
	for (size_t i = 0; i < n; i++)
		out_text(f->out, s->text + 4 * i, 1);
	gap(f, n, true);
}

#define FLOAT_TEXT 512 /* more than the longest double in %f, without what a precision adds */

static void put_float(const struct field *f, int64_t value, const struct vtype *t)
{
	char format[16], text[FLOAT_TEXT], sign[2] = "";
	uint32_t bits = value;
	float single;
	double number;
	int n = 0;

	memcpy(&single, &bits, sizeof(single));
	memcpy(&number, &value, sizeof(number));
	if (t->size == sizeof(single))
		number = single;
	format[n++] = '%';
	for (int i = 0; i < 3; i++)
		if (f->flags & "\x01\x08\x10"[i])
			format[n++] = "#+ "[i];
	memcpy(format + n, ".*", 2);
	format[n + 2] = f->conv;
	format[n + 3] = '\0';
	n = snprintf(text, sizeof(text), format, f->prec ? f->prec : -1, number);
	n = n < FLOAT_TEXT ? n : FLOAT_TEXT - 1;
	if (strchr("+- ", *text))
		*sign = *text;
	put_parts(f, sign, isfinite(number) ? fill(f, n) : 0, text + !!*sign, n - !!*sign);
}

/* A stack, which no value can be yet, is refused before. */
static void (*const printers[])(const struct field *, int64_t, const struct vtype *) = {
	[FMT_S_DECIMAL] = put_decimal,	 [FMT_S_SIGNED] = put_signed,
	[FMT_S_UNSIGNED] = put_unsigned, [FMT_S_OCTAL] = put_octal,
	[FMT_S_HEX] = put_hex,		 [FMT_S_UPPERHEX] = put_upperhex,
	[FMT_S_CHAR] = put_char,	 [FMT_S_ESCCHAR] = put_escchar,
	[FMT_S_STRING] = put_string,	 [FMT_S_ESCSTRING] = put_escstring,
	[FMT_S_ADDRESS] = put_address,	 [FMT_S_DATE] = put_date,
	[FMT_S_STAMP] = put_stamp,	 [FMT_S_PORT] = put_port,
	[FMT_S_FLOAT] = put_float,	 [FMT_S_HOST] = put_host,
	[FMT_S_WIDE] = put_wide,
};

static int clamp(int n)
{
	return n > MOST_COLUMNS ? MOST_COLUMNS : n;
}

void out_conv(struct out *o, const struct fmt_conv *c, int width, int prec, int64_t value,
	      const struct vtype *t)
{
	struct field f = { .out = o, .conv = c->conv, .flags = c->flags };

	if (c->star_width && width < 0) {
		f.flags |= FMT_LEFT;
		width = width < -MOST_COLUMNS ? MOST_COLUMNS : -width;
	}
	f.width = width > 0 ? clamp(width) : 0;
	f.prec = prec > 0 ? clamp(prec) : 0;
	printers[c->style](&f, value, t);
}
