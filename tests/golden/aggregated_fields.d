/* All that aggregates, over the fields of exits. */
#pragma D option quiet

vm:::exit
{
	@n[exitname] = count();
	@s[exitname] = sum(arg1 & 0xffff);
	@min[exitname] = min(arg1);
	@max[exitname] = max(arg1);
	@avg[exitname] = avg(vmregs[VM_RAX] & 0xffffff);
	@dev[exitname] = stddev(arg1 & 0xffff);
}

END
{
	printa("%-5s %@d %@d %@d %@d %@d %@d\n", @n, @s, @min, @max, @avg, @dev);
}
