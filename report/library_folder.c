/* SPDX-License-Identifier: GPL-2.0 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/library_folder.h"

static int is_library(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && !strcmp(dot, ".d");
}

static bool is_taken(const struct library_folder *f, const char *name)
{
	for (uint32_t i = 0; i < f->sources.n; i++)
		if (!strcmp(strrchr(f->paths[i], '/') + 1, name))
			return true;
	return false;
}

static int add(struct library_folder *f, const char *folder, const char *name)
{
	char **paths = realloc(f->paths, (f->sources.n + 1) * sizeof(*paths)), *path;
	int rc;

	if (!paths)
		return -ENOMEM;
	f->paths = paths;
	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return -ENOMEM;
	rc = source_list_add_file(&f->sources, path);
	if (rc)
		free(path);
	else
		paths[f->sources.n - 1] = path;
	return rc == -ENOMEM ? rc : 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int read_folder(struct library_folder *f, const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_library, by_name), rc = 0;

	if (n < 0)
		return errno == ENOMEM ? -ENOMEM : 0;
	for (int i = 0; i < n; i++) {
		if (!rc && !is_taken(f, entries[i]->d_name))
			rc = add(f, folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return rc;
}

int library_folder_read(struct library_folder *f, const struct options *o)
{
	int rc = 0;

	*f = (struct library_folder){ 0 };
	for (uint32_t i = 0; i < o->nlibdirs && !o->nolibs && !rc; i++)
		rc = read_folder(f, o->libdirs[i]);
	return rc;
}

void library_folder_release(struct library_folder *f)
{
	for (uint32_t i = 0; i < f->sources.n; i++)
		free(f->paths[i]);
	free(f->paths);
	source_list_release(&f->sources);
}
