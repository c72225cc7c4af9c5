# Without a command: a short usage on stderr, exit 2.
tenfour 2>usage
code=$?
head -1 usage
exit $code
