/* Clauses of one event see what the earlier ones did; this-> is theirs alone. */
#pragma D option quiet

vm::CPUID:exit
{
	this->n = ++n;
	kept = this->n;
}

vm::CPUID:exit
/this->n == kept/
{
	@same = count();
	this->n = -1;
}

vm::CPUID:exit
/this->n < 0/
{
	@changed = count();
}

vm::IOIO:exit
/this->n != 0/
{
	@leaked = count();
}

END
{
	printf("%d\n", n);
	printa("%@d %@d\n", @same, @changed);
}
