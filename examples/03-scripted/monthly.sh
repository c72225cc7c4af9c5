#!/bin/sh
# monthly.sh MONTH - what an office schedules: check, stop by exit code, release, keep the previous one.
#
# incoming/MONTH.csv   the records of the month
# releases/MONTH       the release; older ones stay
# current              points to the newest release
# log/MONTH.jsonl      all messages, one JSON object a line
#
# Exit code: that of tenfour (0 done, 2 template, 3 data, 4 would disclose ...).
set -u
month=$1
tenfour=${TENFOUR:-tenfour}
template=national.yaml
log=log/$month.jsonl
mkdir -p log releases

"$tenfour" check "$template" "incoming/$month.csv" --issues "log/$month-issues.csv" --force \
    --log-format json > /dev/null 2>> "$log"
code=$?
case $code in
    0) ;;
    3) echo "$month: stopped, too many rows are unusable: see log/$month-issues.csv"; exit $code ;;
    *) echo "$month: stopped with exit code $code: see $log"; exit $code ;;
esac

"$tenfour" release "$template" "incoming/$month.csv" -o "releases/$month" --force \
    --set "release.from=$month" --set "release.until=$month" --set "release.vintage=${month}_v1" \
    --log-format json > /dev/null 2>> "$log"
code=$?
if [ $code -ne 0 ]; then
    echo "$month: not released, exit code $code: see $log"
    exit $code
fi

# The link changes in one step: readers see the old release or the new one.
ln -s "releases/$month" current.new && mv -T current.new current
echo "$month: released, current points to releases/$month"
