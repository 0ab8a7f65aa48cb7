/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/tep_number.h"

#include <stdlib.h>
#include <string.h>
#include <traceevent/event-parse.h>

enum {
	NUMBER,
	FIELD,
	CHOICE,
	NOT,
	INVERT,
	OR,
	AND,
	BIT_OR,
	BIT_AND,
	LEFT,
	RIGHT,
	LESS,
	LESS_EQUAL,
	MORE,
	MORE_EQUAL,
	EQUAL,
	UNEQUAL,
	PLUS,
	MINUS,
	TIMES,
	OVER,
	MODULO,
};

static const struct {
	const char *text;
	uint8_t op;
} ops[] = {
	{ "!", NOT },	 { "~", INVERT },      { "||", OR },	{ "&&", AND },
	{ "|", BIT_OR }, { "&", BIT_AND },     { "<<", LEFT },	{ ">>", RIGHT },
	{ "<", LESS },	 { "<=", LESS_EQUAL }, { ">", MORE },	{ ">=", MORE_EQUAL },
	{ "==", EQUAL }, { "!=", UNEQUAL },    { "+", PLUS },	{ "-", MINUS },
	{ "*", TIMES },	 { "/", OVER },	       { "%", MODULO },
};

/* Casts, and to how many bytes. */
static const struct {
	const char *text;
	uint8_t size;
} types[] = {
	{ "u8", 1 },
	{ "s8", 1 },
	{ "char", 1 },
	{ "unsigned char", 1 },
	{ "u16", 2 },
	{ "s16", 2 },
	{ "short", 2 },
	{ "unsigned short", 2 },
	{ "u32", 4 },
	{ "s32", 4 },
	{ "int", 4 },
	{ "unsigned int", 4 },
	{ "u64", 8 },
	{ "s64", 8 },
	{ "long", 8 },
	{ "unsigned long", 8 },
	{ "void *", 8 },
	{ "long long", 8 },
	{ "unsigned long long", 8 },
};

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

void tep_number_free(struct tep_number *n)
{
	if (!n)
		return;
	tep_number_free(n->a);
	tep_number_free(n->b);
	tep_number_free(n->c);
	free(n);
}

/* ---- Its value ---- */

uint64_t tep_number_read(const uint8_t *at, uint8_t size)
{
	uint16_t two;
	uint32_t four;
	uint64_t eight;

	switch (size) {
	case 1:
		return *at;
	case 2:
		memcpy(&two, at, 2);
		return two;
	case 4:
		memcpy(&four, at, 4);
		return four;
	default:
		memcpy(&eight, at, 8);
		return eight;
	}
}

static uint64_t operate(uint8_t op, uint64_t a, uint64_t b)
{
	switch (op) {
	case NOT:
		return !b;
	case INVERT:
		return ~b;
	case OR:
		return a || b;
	case AND:
		return a && b;
	case BIT_OR:
		return a | b;
	case BIT_AND:
		return a & b;
	case LEFT:
		return a << b;
	case RIGHT:
		return a >> b;
	case LESS:
		return a < b;
	case LESS_EQUAL:
		return a <= b;
	case MORE:
		return a > b;
	case MORE_EQUAL:
		return a >= b;
	case EQUAL:
		return a == b;
	case UNEQUAL:
		return a != b;
	case PLUS:
		return a + b;
	case MINUS:
		return a - b;
	case TIMES:
		return a * b;
	case OVER:
		return a / b;
	default:
		return a % b;
	}
}

uint64_t tep_number_get(const struct tep_number *n, const uint8_t *record)
{
	switch (n->op) {
	case NUMBER:
		return n->value;
	case FIELD:
		return tep_number_read(record + n->offset, n->size);
	case CHOICE:
		return tep_number_get(tep_number_get(n->c, record) ? n->a : n->b, record);
	default:
		return operate(n->op, tep_number_get(n->a, record), tep_number_get(n->b, record));
	}
}

bool tep_number_uses(const struct tep_number *n, const struct tep_format_field *f)
{
	if (!n)
		return false;
	if (n->op == FIELD && n->offset >= f->offset && n->offset < f->offset + f->size)
		return true;
	return tep_number_uses(n->a, f) || tep_number_uses(n->b, f) || tep_number_uses(n->c, f);
}

/* ---- Made ready ---- */

static struct tep_number *number_new(uint8_t op, uint64_t value)
{
	struct tep_number *n = calloc(1, sizeof(*n));

	if (n)
		*n = (struct tep_number){ .op = op, .value = value };
	return n;
}

static struct tep_number *field_new(int64_t offset, int64_t size, uint32_t fixed)
{
	struct tep_number *n;

	if (offset < 0 || (size != 1 && size != 2 && size != 4 && size != 8) ||
	    offset + size > fixed)
		return NULL;
	n = number_new(FIELD, 0);
	if (n) {
		n->offset = offset;
		n->size = size;
	}
	return n;
}

static const struct tep_format_field *field_of(struct tep_event *e, const struct tep_print_arg *a)
{
	return a->field.field ? a->field.field : tep_find_any_field(e, a->field.name);
}

static struct tep_number *from_field(struct tep_event *e, const struct tep_print_arg *a,
				     uint32_t fixed)
{
	const struct tep_format_field *f = field_of(e, a);

	return f ? field_new(f->offset, f->size, fixed) : NULL;
}

/* An array's element, its place written in the format. */
static struct tep_number *from_index(struct tep_event *e, const struct tep_print_arg *a,
				     uint32_t fixed)
{
	const struct tep_print_arg *array = a->op.left, *index = a->op.right;
	const struct tep_format_field *f =
		array && array->type == TEP_PRINT_FIELD ? field_of(e, array) : NULL;

	if (!f || index->type != TEP_PRINT_ATOM)
		return NULL;
	return field_new(f->offset + (int64_t)strtoull(index->atom.atom, NULL, 0) * f->elementsize,
			 f->elementsize, fixed);
}

static struct tep_number *fold(struct tep_number *n)
{
	if (n->a->op != NUMBER || n->b->op != NUMBER || (n->c && n->c->op != NUMBER))
		return n;
	n->value = tep_number_get(n, NULL);
	n->op = NUMBER;
	tep_number_free(n->a);
	tep_number_free(n->b);
	tep_number_free(n->c);
	n->a = n->b = n->c = NULL;
	return n;
}

/* Takes a, b and c, which NULL lack; c only if it has it. */
static struct tep_number *join(uint8_t op, struct tep_number *a, struct tep_number *b,
			       struct tep_number *c)
{
	struct tep_number *n = a && b && (c || op != CHOICE) ? number_new(op, 0) : NULL;

	if (n) {
		n->a = a;
		n->b = b;
		n->c = c;
		return fold(n);
	}
	tep_number_free(a);
	tep_number_free(b);
	tep_number_free(c);
	return NULL;
}

static struct tep_number *from_choice(struct tep_event *e, const struct tep_print_arg *a,
				      uint32_t fixed)
{
	const struct tep_print_arg *two = a->op.right;

	if (!a->op.left || two->type != TEP_PRINT_OP || !two->op.left || !two->op.right)
		return NULL;
	return join(CHOICE, tep_number_new(e, two->op.left, fixed),
		    tep_number_new(e, two->op.right, fixed), tep_number_new(e, a->op.left, fixed));
}

static int find_op(const char *text)
{
	for (uint32_t i = 0; i < LENGTH(ops); i++)
		if (!strcmp(ops[i].text, text))
			return ops[i].op;
	return -1;
}

/* How far is shifted, and by what is divided, is written in the format and does no harm. */
static bool is_safe(uint8_t op, const struct tep_number *b)
{
	bool shift = op == LEFT || op == RIGHT, divide = op == OVER || op == MODULO;

	return !(shift || divide) ||
	       (b && b->op == NUMBER && (shift ? b->value < 64 : b->value != 0));
}

static struct tep_number *from_op(struct tep_event *e, const struct tep_print_arg *a,
				  uint32_t fixed)
{
	int op = find_op(a->op.op);
	struct tep_number *left, *right;

	if (!strcmp(a->op.op, "["))
		return from_index(e, a, fixed);
	if (!strcmp(a->op.op, "?"))
		return from_choice(e, a, fixed);
	if (op < 0 || !a->op.left)
		return NULL;
	left = tep_number_new(e, a->op.left, fixed);
	right = tep_number_new(e, a->op.right, fixed);
	if (is_safe(op, right))
		return join(op, left, right, NULL);
	tep_number_free(left);
	tep_number_free(right);
	return NULL;
}

static struct tep_number *from_cast(struct tep_event *e, const struct tep_print_arg *a,
				    uint32_t fixed)
{
	struct tep_number *item;
	uint8_t size = 0;

	for (uint32_t i = 0; i < LENGTH(types); i++)
		if (!strcmp(types[i].text, a->typecast.type))
			size = types[i].size;
	item = size ? tep_number_new(e, a->typecast.item, fixed) : NULL;
	if (!item || size == 8)
		return item;
	return join(BIT_AND, item, number_new(NUMBER, (1ull << 8 * size) - 1), NULL);
}

struct tep_number *tep_number_new(struct tep_event *e, const struct tep_print_arg *a,
				  uint32_t fixed)
{
	switch (a->type) {
	case TEP_PRINT_NULL:
		return number_new(NUMBER, 0);
	case TEP_PRINT_ATOM:
		return number_new(NUMBER, strtoull(a->atom.atom, NULL, 0));
	case TEP_PRINT_FIELD:
		return from_field(e, a, fixed);
	case TEP_PRINT_TYPE:
		return from_cast(e, a, fixed);
	case TEP_PRINT_OP:
		return from_op(e, a, fixed);
	default:
		return NULL;
	}
}
