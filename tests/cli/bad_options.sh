# What is wrong with an option is said with its name, the value and what is allowed; always exit 2.
try() { command=$1; shift; tenfour "$command" -q "$@"; test $? = 2 || echo "exit $? of $command $*"; }
try limits --formt csv
try limits --format xml
try limits --format=
try limits --format -q
try limits --format
try limits -x
try limits --force=yes
try limits extra
try limits -o ''
try completions
try completions tcsh
try completions bash zsh
TENFOUR_LOG=xml try limits
