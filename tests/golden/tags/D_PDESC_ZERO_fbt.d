fbt::kmem_alloc:entry
{
	trace(arg0);
}
