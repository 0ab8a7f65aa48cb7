BEGIN
{
	trace(curthread->t_procp->p_pid);
}
