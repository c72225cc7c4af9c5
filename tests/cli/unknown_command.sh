# An unknown command is named with the nearest known one.
tenfour limts
test $? = 2 || exit 1
tenfour qqqqqqqq
