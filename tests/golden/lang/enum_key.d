enum e { A, B };

BEGIN
{
	m[A] = "a";
	m[B] = "b";
	printf("%s%s\n", m[A], m[B]);
	exit(0);
}
