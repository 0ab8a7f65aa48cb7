/* Rows with names of a guest's kernel: its first exits there, and a sample's two addresses. */
vm::MSR:exit,
vm::HLT:exit
/exits++ < 4/
{
	printf("%-4s at %a", exitname, arg1);
	sym(arg1);
	func(arg1);
	mod(arg1);
}

profile-997
/samples++ % 64 == 5/
{
	printf("cpl %d: %a %a", cpl, arg0, arg1);
}

tick-1s
{
	exit(0);
}
