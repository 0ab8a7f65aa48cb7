/* Keys: those without a name first, by number, then names; an address of another place is none. */
#pragma D option aggsortkey

vm:::exit
{
	@[sym(arg1)] = count();
	@away[ufunc(arg1 - 0x100000), umod(arg1)] = count();
	@whole[uaddr(arg1)] = count();
}

END
{
	printa(@);
	printa("%A %A %@d\n", @away);
	setopt("aggsortrev");
	printa("%A %@d\n", @whole);
}
