/* The preprocessor leaves to D what it would stop at. */
#error not for you
BEGIN { exit(0); }
