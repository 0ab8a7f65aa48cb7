/* An older D does not know the names of later ones: they are the program's. */
#pragma D option version=1.5
BEGIN { json = 5; printf("%d %s\n", json, strchr("abc", 'b')); exit(0); }
