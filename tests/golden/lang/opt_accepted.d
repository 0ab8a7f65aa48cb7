#pragma D option aggpercpu
#pragma D option bufresize=manual
#pragma D option cleanrate=50hz
#pragma D option core
#pragma D option cpu=0
#pragma D option ctypes=types.out
#pragma D option debug
#pragma D option dtypes=types.out
#pragma D option evaltime=exec
#pragma D option iregs=8
#pragma D option jstackframes=10
#pragma D option jstackstrsize=1k
#pragma D option kdefs
#pragma D option knodefs
#pragma D option late=dynamic
#pragma D option lazyload
#pragma D option linkmode=kernel
#pragma D option linktype=elf
#pragma D option pgmax=8
#pragma D option stackframes=10
#pragma D option stackindent=4
#pragma D option statusrate=2hz
#pragma D option strip
#pragma D option temporal=no
#pragma D option tree=1
#pragma D option tregs=8
#pragma D option udefs
#pragma D option unodefs
#pragma D option ustackframes=10

BEGIN
{
	printf("accepted\n");
	exit(0);
}
