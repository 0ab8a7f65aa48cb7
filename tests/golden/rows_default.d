/* Without quiet each firing that records is a row; header, ids and notices are dtrace's. */
vm::CPUID:exit
/n++ < 2/
{
	trace(vmregs[VM_RAX]);
	trace((uint32_t)arg0);
	trace((uint16_t)arg0);
	trace(cpl);
	trace(exitname);
}

vm::MSR:exit
/m++ < 1/
{
}

vm:::entry
/n > 2/
{
	printf("pid %d tid %d", pid, tid);
	exit(0);
}
