BEGIN
{
	/* a declaration anywhere in the program comes before the clauses */
	x++;
}

string x;
