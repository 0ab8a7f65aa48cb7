BEGIN
{
	self->self = 1;
	self->probe = 2;
	self->string = "three";
	this->translator = 4;
	this->provider = 5;
	this->xlate = 6;
	this->stringof = 7;
	printf("%d %d %s\n", self->self, self->probe, self->string);
	printf("%d %d %d\n", this->translator, this->provider, this->xlate + this->stringof);
	exit(0);
}
