# Every help text fits 80 columns, names its command and ends with the exit codes.
for command in $(tenfour help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p'); do
    tenfour help "$command" >text || echo "help $command: exit $?"
    grep -n '.\{80,\}' text | sed "s/^/help $command is too wide: /"
    grep -q "^Usage: tenfour $command" text || echo "help $command: no usage line"
    grep -q '^Exit status:' text || echo "help $command: no exit codes"
    grep -q '^Examples:' text || echo "help $command: no examples"
    tenfour "$command" --help | cmp - text
done
tenfour help | grep -n '.\{81,\}'
exit 0
