/* The same by a global array, a clause-local variable and a histogram. */
#pragma D option quiet

vm::HLT:exit, vm::CPUID:exit
{
	left[vmid, vcpuid] = timestamp;
	why[vmid, vcpuid] = exitname;
}

vm:::entry
/left[vmid, vcpuid]/
{
	this->ns = timestamp - left[vmid, vcpuid];
	left[vmid, vcpuid] = 0;
}

vm:::entry
/this->ns/
{
	@[why[vmid, vcpuid]] = quantize(this->ns);
}
