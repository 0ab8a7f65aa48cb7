enum e { foo`x };
