tick-1ms { ms++; }
tick-100msec { msec++; }
tick-500us { us++; }
tick-500usec { usec++; }
tick-500000ns { ns++; }
tick-2s { nsec++; }
tick-10hz { hz++; }
tick-10 { plain++; }

tick-1sec
{
	printf("%d %d %d %d %d %d %d %d\n", ms, msec, us, usec, ns, nsec, hz, plain);
	exit(0);
}
