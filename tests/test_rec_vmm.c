/* SPDX-License-Identifier: GPL-2.0 */
/* Which process a name means, in a tree like /proc. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/vmm.h"

static char proc[] = "/tmp/rec_vmm.XXXXXX";
static struct trouble trouble;

static void put(uint32_t pid, const char *name, const char *data, size_t size)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%u/%s", proc, pid, name);
	f = fopen(path, "w");
	cr_assert_not_null(f);
	cr_assert_eq(fwrite(data, 1, size, f), size);
	fclose(f);
}

static void process(uint32_t pid, const char *comm, const char *guest, bool vm)
{
	char path[128], text[256];
	int n;

	snprintf(path, sizeof(path), "%s/%u", proc, pid);
	cr_assert_eq(mkdir(path, 0700), 0);
	snprintf(text, sizeof(text), "%s\n", comm);
	put(pid, "comm", text, strlen(text));
	n = snprintf(text, sizeof(text), "%s%c-name%cguest=%s", comm, 0, 0, guest ?: "");
	put(pid, "cmdline", text, guest ? n + 1 : (int)strlen(comm) + 1);
	snprintf(path, sizeof(path), "%s/%u/fd", proc, pid);
	cr_assert_eq(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/%u/fd/7", proc, pid);
	cr_assert_eq(symlink(vm ? "anon_inode:kvm-vm" : "/dev/null", path), 0);
}

static void setup(void)
{
	cr_assert_not_null(mkdtemp(proc));
	process(10, "bash", NULL, false);
	process(20, "qemu-system-x86", "web1", true);
	process(21, "qemu-system-x86", "web2", true);
	process(22, "sudo", "web2", false);
	process(30, "firecracker", NULL, true);
}

static void cleanup(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", proc);
	cr_expect_eq(system(command), 0);
}

static uint32_t find(const char *name)
{
	uint32_t pid = 0;

	trouble.status = 0;
	return vmm_find(proc, "-p ", name, &pid, &trouble) ? 0 : pid;
}

Test(rec_vmm, by_pid_name_or_guest, .init = setup, .fini = cleanup)
{
	cr_expect_eq(find("4711"), 4711, "whoever that is");
	cr_expect_eq(find("web1"), 20);
	cr_expect_eq(find("firecracker"), 30);
	cr_expect_eq(find("bash"), 10, "it may have a VM later");
}

Test(rec_vmm, one_that_has_a_vm_is_meant, .init = setup, .fini = cleanup)
{
	cr_expect_eq(find("web2"), 21);
}

Test(rec_vmm, names_are_as_long_as_the_kernel_has_them, .init = setup, .fini = cleanup)
{
	process(40, "cloud-hyperviso", NULL, true);
	cr_expect_eq(find("cloud-hypervisor"), 40);
	cr_expect_eq(find("fire"), 0);
}

Test(rec_vmm, several_are_listed, .init = setup, .fini = cleanup)
{
	cr_expect_eq(find("qemu-system-x86_64"), 0);
	cr_expect(strstr(trouble.text, "20 qemu-system-x86 (web1)"), "%s", trouble.text);
	cr_expect(strstr(trouble.text, "21 qemu-system-x86 (web2)"), "%s", trouble.text);
	cr_expect_not(strstr(trouble.text, "firecracker"), "%s", trouble.text);
}

Test(rec_vmm, an_unknown_one_and_who_there_is, .init = setup, .fini = cleanup)
{
	cr_expect_eq(find("web9"), 0);
	cr_expect(strstr(trouble.text, "-p web9: no process or guest of this name; there are "),
		  "%s", trouble.text);
	cr_expect(strstr(trouble.text, "30 firecracker"), "%s", trouble.text);
	cr_expect_not(strstr(trouble.text, "sudo"), "%s", trouble.text);
}
