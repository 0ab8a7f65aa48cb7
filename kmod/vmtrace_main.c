/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/security.h>
#include <linux/suspend.h>

#include "calls.h"
#include "session.h"

/* As perf asks, and for the same reason: registers are other people's data. */
static int device_allowed(void)
{
	if (!perfmon_capable())
		return -EACCES;
	return security_locked_down(LOCKDOWN_PERF);
}

static int device_open(struct inode *inode, struct file *file)
{
	struct session *s;
	int err = device_allowed();

	if (err)
		return err;
	s = session_open();
	if (IS_ERR(s))
		return PTR_ERR(s);
	file->private_data = s;
	return nonseekable_open(inode, file);
}

/* Called at each close(), whoever holds the file then: only the owner's ends the session. */
static int device_flush(struct file *file, fl_owner_t id)
{
	struct session *s = file->private_data;

	if (task_tgid(current) == s->owner)
		session_disown(s);
	return 0;
}

static int device_release(struct inode *inode, struct file *file)
{
	session_release(file->private_data);
	return 0;
}

static long device_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return calls_ioctl(file->private_data, cmd, (void __user *)arg);
}

static int device_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct session *s = file->private_data;

	return session_owned(s) ? session_map(s, vma) : -EPERM;
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.open = device_open,
	.flush = device_flush,
	.release = device_release,
	.unlocked_ioctl = device_ioctl,
	.mmap = device_mmap,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "vmtrace",
	.fops = &device_fops,
	.mode = 0666,
};

static int holders_get(char *buffer, const struct kernel_param *kp)
{
	return sessions_holders(buffer, PAGE_SIZE);
}

static const struct kernel_param_ops holders_ops = { .get = holders_get };
module_param_cb(holders, &holders_ops, NULL, 0444);
MODULE_PARM_DESC(holders, "pids of the processes that hold sessions");

static int suspend_notify(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action == PM_SUSPEND_PREPARE || action == PM_HIBERNATION_PREPARE)
		sessions_end(VMTRACE_END_SUSPEND);
	return NOTIFY_DONE;
}

static struct notifier_block suspend_nb = { .notifier_call = suspend_notify };

static int __init vmtrace_init(void)
{
	int err;

	err = sessions_init();
	if (err)
		return err;
	err = register_pm_notifier(&suspend_nb);
	if (err)
		goto sessions;
	err = misc_register(&device);
	if (!err)
		return 0;
	unregister_pm_notifier(&suspend_nb);
sessions:
	sessions_exit();
	return err;
}

static void __exit vmtrace_exit(void)
{
	misc_deregister(&device);
	unregister_pm_notifier(&suspend_nb);
	sessions_exit();
}

module_init(vmtrace_init);
module_exit(vmtrace_exit);
MODULE_DESCRIPTION("Snapshots of KVM guests' registers at exits, entries and ticks");
MODULE_LICENSE("GPL");
