tick-250000ns, tick-300000nsec, tick-250us, tick-300usec, tick-2ms, tick-3msec
{
}

tick-2s, tick-3sec, tick-2m, tick-3min, tick-2h, tick-3hour, tick-2d, tick-3day, tick-7hz, tick-9
{
}
