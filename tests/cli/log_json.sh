# --log-format json writes one object a line, by option or variable.
export SOURCE_DATE_EPOCH=1700000000
tenfour limits --log-format json --frmat x
TENFOUR_LOG=json tenfour completions "$(printf 'a"b\033\377')"
exit 0
