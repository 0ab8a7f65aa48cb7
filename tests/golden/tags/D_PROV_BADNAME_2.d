provider foo`bar { probe x(); };
