/* SPDX-License-Identifier: GPL-2.0 */
#include "record/vmname.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of the option's value: "NAME[,key=value...]" or "guest=NAME[,...]". */
static void take_value(const char *value, char *name, uint32_t size)
{
	if (!strncmp(value, "guest=", 6))
		value += 6;
	snprintf(name, size, "%.*s", (int)strcspn(value, ","), value);
}

void vmname_find(const char *cmdline, uint32_t size, char *name, uint32_t name_size)
{
	const char *p = cmdline, *end = cmdline + size;
	bool wanted = false;

	name[0] = 0;
	while (p < end) {
		if (wanted)
			return take_value(p, name, name_size);
		wanted = !strcmp(p, "-name") || !strcmp(p, "--name");
		p += strnlen(p, end - p) + 1;
	}
}

void vmname_read(const char *proc, uint32_t pid, char *name, uint32_t name_size)
{
	char path[320], cmdline[16384];
	ssize_t n, size = 0;
	int fd;

	name[0] = 0;
	snprintf(path, sizeof(path), "%s/%u/cmdline", proc, pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	while ((n = read(fd, cmdline + size, sizeof(cmdline) - 1 - size)) > 0)
		size += n;
	close(fd);
	cmdline[size] = 0;
	vmname_find(cmdline, size, name, name_size);
}
