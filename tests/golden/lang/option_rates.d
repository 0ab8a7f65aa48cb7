/* Options that are of no effect here take what dtrace's take. */
#pragma D option aggrate
#pragma D option switchrate=
#pragma D option cleanrate=hz
#pragma D option linktype=ELF
#pragma D option core
#pragma D option iregs=8x
BEGIN { printf("fine\n"); exit(0); }
