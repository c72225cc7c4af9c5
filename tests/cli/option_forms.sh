# Every form of an option means the same; -- ends options; help wins over other mistakes.
tenfour limits --format csv >a
tenfour limits --format=csv >b
tenfour limits --format text --format csv >c
tenfour limits --format=csv -o d
tenfour limits --format=csv -od2
tenfour limits --format=csv --output=d3
tenfour limits -qv --format=csv >e
tenfour limits --format=csv -- >f
for other in b c d d2 d3 e f; do cmp a $other; done
tenfour limits -- --format
test $? = 2 || echo 'after -- an option is an argument'
tenfour limits --no-such-option --help | head -1
tenfour help limits | head -1
