provider p {
	probe go();
}

BEGIN
{
}
