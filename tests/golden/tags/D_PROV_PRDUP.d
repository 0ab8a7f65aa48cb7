provider foo { probe x(); probe x(); };
