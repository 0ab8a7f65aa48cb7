/* SPDX-License-Identifier: GPL-2.0 */
/*
 * subr_text.h - the subroutines on strings (d-language 2.9, 2.16). Each follows subr_call():
 * string arguments are not NULL, but strtok's first.
 */
#ifndef REPORT_SUBR_TEXT_H
#define REPORT_SUBR_TEXT_H

#include "report/engine/subr_call.h"

int subr_basename(struct subr_env *, const int64_t *args, int64_t *result);
int subr_cleanpath(struct subr_env *, const int64_t *args, int64_t *result);
int subr_dirname(struct subr_env *, const int64_t *args, int64_t *result);
int subr_index(struct subr_env *, const int64_t *args, int64_t *result);
int subr_json(struct subr_env *, const int64_t *args, int64_t *result); /* subr_json.c */
int subr_lltostr(struct subr_env *, const int64_t *args, int64_t *result);
int subr_rindex(struct subr_env *, const int64_t *args, int64_t *result);
int subr_strchr(struct subr_env *, const int64_t *args, int64_t *result);
int subr_strjoin(struct subr_env *, const int64_t *args, int64_t *result);
int subr_strlen(struct subr_env *, const int64_t *args, int64_t *result);
int subr_strrchr(struct subr_env *, const int64_t *args, int64_t *result);
int subr_strstr(struct subr_env *, const int64_t *args, int64_t *result);
int subr_strtok(struct subr_env *, const int64_t *args, int64_t *result);
int subr_strtoll(struct subr_env *, const int64_t *args, int64_t *result);
int subr_substr(struct subr_env *, const int64_t *args, int64_t *result);
int subr_tolower(struct subr_env *, const int64_t *args, int64_t *result);
int subr_toupper(struct subr_env *, const int64_t *args, int64_t *result);

#endif
