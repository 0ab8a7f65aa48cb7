BEGIN
{
	printff("x\n");
}
