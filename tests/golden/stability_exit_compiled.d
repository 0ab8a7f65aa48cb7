vm:::exit
{
	@[arg0] = count();
}

vm:svm:CPUID:exit,
vm::none:exit,
vm:::,
sdt:::kvm-vexit
/execname != probemod/
{
}

1
{
	trace(probemod);
}
