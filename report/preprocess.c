/* SPDX-License-Identifier: GPL-2.0 */
#include "report/preprocess.h"

#include <ctype.h>
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The preprocessor's input, output and complaints: files without a name, so no pipe fills. */
struct streams {
	FILE *in, *out, *err;
};

static int streams_open(struct streams *s)
{
	s->in = tmpfile();
	s->out = tmpfile();
	s->err = tmpfile();
	return s->in && s->out && s->err ? 0 : -1;
}

static void streams_close(const struct streams *s)
{
	FILE *const files[] = { s->in, s->out, s->err };

	for (int i = 0; i < 3; i++)
		if (files[i])
			fclose(files[i]);
}

static char *read_all(FILE *f, size_t *size)
{
	long end = fseek(f, 0, SEEK_END) ? -1 : ftell(f);
	char *text = end < 0 ? NULL : malloc(end + 1);

	rewind(f);
	if (!text || fread(text, 1, end, f) != (size_t)end) {
		free(text);
		return NULL;
	}
	text[end] = '\0';
	*size = end;
	return text;
}

static size_t blanks_at(const char *line, size_t at, size_t size)
{
	while (at < size && isspace((unsigned char)line[at]))
		at++;
	return at;
}

/* "7" or "7 "file"", which is a line's number. */
static bool is_line_number(const char *line, size_t at, size_t size)
{
	size_t digits = at;

	while (at < size && isdigit((unsigned char)line[at]))
		at++;
	digits = at - digits;
	at = blanks_at(line, at, size);
	return digits && (at == size || line[at] == '"');
}

/* Whether a line from # on is the preprocessor's: D has no directives but its own. */
static bool is_directive(const char *line, size_t size)
{
	static const char *const names[] = {
		"define", "elif",    "else",	     "endif",  "if",	"ifdef",   "ifndef",
		"import", "include", "include_next", "pragma", "undef", "warning",
	};
	size_t at = blanks_at(line, 1, size), n = 0;

	while (at + n < size && (isalnum((unsigned char)line[at + n]) || line[at + n] == '_'))
		n++;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == n && !memcmp(names[i], line + at, n))
			return true;
	if (n == 4 && !memcmp(line + at, "line", n))
		at = blanks_at(line, at + n, size);
	return is_line_number(line, at, size);
}

/*
 * In the traditional mode a line with a blank ahead of its # is text: so passes to D what is
 * no directive of the preprocessor's, which would stop at it. The shell's line means nothing
 * to either; its newline stays.
 */
static int write_input(FILE *f, const char *text, size_t size)
{
	bool first = true;

	for (const char *line = text, *end = text + size, *next; line < end; line = next) {
		next = memchr(line, '\n', end - line);
		next = next ? next + 1 : end;
		if (first && end - line > 1 && !memcmp(line, "#!", 2))
			line = next[-1] == '\n' ? next - 1 : next;
		else if (*line == '#' && !is_directive(line, next - line))
			fputc(' ', f);
		fwrite(line, 1, next - line, f);
		first = false;
	}
	return ferror(f) || fflush(f) || fseek(f, 0, SEEK_SET) ? -1 : 0;
}

/* Names that gcc defines for C programs are names like others in D. */
static char **arguments(const struct options *o)
{
	static const char *const fixed[] = { "-traditional-cpp", "-Ulinux",
					     "-Uunix",		 "-Ui386",
					     "-D__SUNW_D=1",	 "-D__SUNW_D_VERSION=0x0100e000" };
	uint32_t nfixed = sizeof(fixed) / sizeof(*fixed), n = 0;
	char **args = calloc(nfixed + o->ncpp + 4, sizeof(*args));

	if (!args)
		return NULL;
	args[n++] = (char *)(o->cpppath ? o->cpppath : "cpp");
	for (uint32_t i = 0; i < nfixed; i++)
		args[n++] = (char *)fixed[i];
	if (o->cpphdrs)
		args[n++] = "-H";
	for (uint32_t i = 0; i < o->ncpp; i++)
		args[n++] = o->cpp_args[i];
	args[n] = "-";
	return args;
}

static int spawn(pid_t *pid, const struct streams *s, char **args)
{
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);

	if (rc)
		return rc;
	rc = posix_spawn_file_actions_adddup2(&actions, fileno(s->in), STDIN_FILENO) ?:
	     posix_spawn_file_actions_adddup2(&actions, fileno(s->out), STDOUT_FILENO) ?:
	     posix_spawn_file_actions_adddup2(&actions, fileno(s->err), STDERR_FILENO) ?:
	     posix_spawnp(pid, args[0], &actions, NULL, args, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static int run(struct preprocessed *p, const struct streams *s, char **args)
{
	int status = 0, rc;
	pid_t pid;

	rc = spawn(&pid, s, args);
	if (rc) {
		snprintf(p->message, sizeof(p->message),
			 "preprocessor %.128s cannot be run: %s; install cpp, or name one with "
			 "-x cpppath",
			 args[0], strerror(rc));
		return -1;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	snprintf(p->message, sizeof(p->message), "Preprocessor failed to process input program");
	return -1;
}

int preprocess(struct preprocessed *p, const char *text, size_t size, const struct options *o)
{
	char **args = arguments(o);
	struct streams s = { 0 };
	size_t said = 0;
	int rc = -1;

	*p = (struct preprocessed){ 0 };
	snprintf(p->message, sizeof(p->message), "no room left for the preprocessor's files");
	if (!args || streams_open(&s) || write_input(s.in, text, size))
		goto done;
	rc = run(p, &s, args);
	p->complaints = read_all(s.err, &said);
	p->text = rc ? NULL : read_all(s.out, &p->size);
	rc = p->text ? 0 : -1;
done:
	streams_close(&s);
	free(args);
	return rc;
}
