/* Patterns match the ticks and profiles that are there without being named. */
tick-[15]* { @[probename] = count(); }
profile:::profile-?9? { @[probename] = count(); }
tick-1000000000ns { exit(0); }
