profile-
{
}
