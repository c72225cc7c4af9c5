# A result file appears whole or not at all, and an old one is never overwritten unasked.
echo old >result
tenfour limits -o result
test $? = 2 || echo 'exit 2 was expected'
cat result
tenfour limits -o result --force && head -c 5 result | tr -d ' ' && echo
tenfour limits -o no/such/folder/result
test $? = 1 || echo 'exit 1 was expected'
tenfour limits >/dev/full
test $? = 1 || echo 'exit 1 was expected'
tenfour limits -q -o kept --format nonsense
ls
