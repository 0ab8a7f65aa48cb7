BEGIN
{
	s = "[ \"x\", [ 5, 6 ], { \"k\": \"v\" } ]";
	printf("%s %s %s\n", json(s, "[0]"), json(s, "[1][1]"), json(s, "[2].k"));
	printf("%s\n", json(s, "0"));
	printf("%d\n", json(s, "[3]") == NULL);
	exit(0);
}
