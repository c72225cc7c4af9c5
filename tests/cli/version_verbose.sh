# With -v the version names the libraries, one a line.
tenfour --version --verbose | sed -n '1p; /^zlib [0-9]/s/ .*//p; /^gsl [0-9]/s/ .*//p'
