pid99999999::main:entry
{
}
