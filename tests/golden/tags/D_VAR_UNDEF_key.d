BEGIN
{
	@[this->x] = count();
	this->x = 1;
}
