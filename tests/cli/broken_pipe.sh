# A reader that goes away is a quiet normal end, and closed streams do no harm.
(tenfour completions bash; echo $? >code) | true
cat code
tenfour limits >&- 2>error
echo "$? $(cat error)"
tenfour limits --format csv 2>&- <&- | head -1
