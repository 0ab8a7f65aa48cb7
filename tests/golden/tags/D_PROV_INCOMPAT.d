provider foo { probe x(); }; provider foo { probe y(); };
