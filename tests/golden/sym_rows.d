/* Rows with names, in time order: what printf, actions and speculations record. */
BEGIN
{
	/* no guest's, and yet named: there are no other symbols */
	printf("%a %a %a %a\n", 0xffffffff80100085, 0xffffffff8010017f, 0xffffffff80200000, 7);
	n = 0;
}

vm::CPUID:exit
/n < 3/
{
	printf("[%a] [%24a] [%-24a] [%a]\n", arg1, arg1, arg1, (char)-1);
	n++;
}

vm::HLT:exit
/n == 3/
{
	sym(arg1);
	mod(arg1);
	func(0xffffffffc0000104);
	mod(0xffffffffc0000010);
	uaddr(arg1);
	usym(0x401000);
	n++;
}

vm::IOIO:exit
/n == 4/
{
	spec = speculation();
	speculate(spec);
	printf("\nkept: %a %a\n", arg1, arg1 + 0x10000000);
	n++;
}

vm::CPUID:exit
/n == 5/
{
	commit(spec);
	n++;
}
