pid1:libc:malloc:entry
{
	@ = count();
}
