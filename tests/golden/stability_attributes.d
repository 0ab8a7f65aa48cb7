#pragma D attributes Standard/Standard/Common provider dtrace provider
#pragma D attributes Standard/Stable/Common provider dtrace name

dtrace:::BEGIN
{
	trace(probename);
}
