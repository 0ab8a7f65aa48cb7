BEGIN
{
	this->s = strtok("one,two;three", ",;");
	printf("[%s]", this->s);
	this->s = strtok(NULL, ",;");
	printf("[%s]", this->s);
	this->s = strtok(NULL, ",;");
	printf("[%s]", this->s);
	printf("%d\n", strtok(NULL, ",;") == NULL);
	exit(0);
}
