/* SPDX-License-Identifier: GPL-2.0 */
/*
 * translate.h - translators: how a struct's members come of a value of another type, and
 * providers, whose probes' arguments they translate. A translation is a value with the type
 * T_XLATED; what is asked of it is a member, computed from the translated value then and there.
 */
#ifndef REPORT_TRANSLATE_H
#define REPORT_TRANSLATE_H

#include "report/lang/parse.h"

/* "translator struct out <struct in *p> { member = expression; ... }" */
void parse_translator(struct parser *);
/* "provider name { probe name(parameters) : (parameters); ... }" */
void parse_provider(struct parser *);
/* One that every trace has, or that the program defines. */
bool provider_known(struct dcompiler *, const char *name);

/* xlate <type>(value): D_XLATE_NONE where there is no translator. */
struct node *check_xlate(struct dcompiler *, struct node *);
/* A member of a translation, left checked; * of one to a pointer. */
struct node *translate_member(struct dcompiler *, struct node *);
struct node *translate_deref(struct dcompiler *, struct node *);
/* A translation to a struct as that struct, for an assignment. */
struct node *translate_struct(struct dcompiler *, struct node *);
/* As a statement: D_CG_DYN to a pointer, which is no value without its member. */
struct node *translate_statement(struct dcompiler *, struct node *);
/* Is there a translator from one type to another? */
bool translate_known(struct dcompiler *, const struct type *from, const struct type *to);

#endif
