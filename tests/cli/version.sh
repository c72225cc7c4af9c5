# The version is one line that a script can read, also where the program is called by an absolute path.
tenfour --version
tenfour version
"$top_builddir/tenfour" -V
