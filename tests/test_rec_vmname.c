/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <unistd.h>

#include "record/vmname.h"

#define FIND(cmdline) vmname_find(cmdline, sizeof(cmdline), name, sizeof(name))

static char name[16];

Test(rec_vmname, as_qemu_and_libvirt_write_it)
{
	FIND("qemu-kvm\0-name\0web1\0-m\0"
	     "128");
	cr_expect_str_eq(name, "web1");
	FIND("qemu\0-m\0"
	     "128\0-name\0guest=db,debug-threads=on");
	cr_expect_str_eq(name, "db");
	FIND("qemu\0--name\0x,process=y");
	cr_expect_str_eq(name, "x");
}

Test(rec_vmname, none)
{
	FIND("toyvmm\0-s\0"
	     "10");
	cr_expect_str_eq(name, "");
	FIND("qemu\0-name");
	cr_expect_str_eq(name, "", "an option without its value");
	FIND("-named\0x");
	cr_expect_str_eq(name, "");
}

Test(rec_vmname, long_names_are_cut)
{
	FIND("-name\0abcdefghijklmnopqrstuvwxyz");
	cr_expect_str_eq(name, "abcdefghijklmno");
}

Test(rec_vmname, of_a_process)
{
	vmname_read("/proc", getpid(), name, sizeof(name));
	cr_expect_str_eq(name, "");
	vmname_read("/proc", 0x7fffffff, name, sizeof(name));
	cr_expect_str_eq(name, "");
}
