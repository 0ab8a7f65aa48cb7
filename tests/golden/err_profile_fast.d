profile-4999
{
}
