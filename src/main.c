/* Picks workbench, command or server from the command line. */
int main(void)
{
    return 0;
}
