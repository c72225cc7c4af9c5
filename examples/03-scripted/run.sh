#!/bin/sh
# run.sh [OUT] - play three months in an office that runs monthly.sh from its scheduler.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
first=$here/../01-first-release
out=${1:-out}
unset MAKEFLAGS MAKELEVEL MFLAGS   # the example's own make, also when the tests run under one
mkdir -p "$out"
cp "$here/Makefile" "$here/monthly.sh" "$first/national.yaml" "$first/codes.csv" "$out"
cd "$out"
mkdir -p incoming

# The records of one month, as they arrive.
arrives() { awk -F, -v month="$1" 'NR == 1 || $2 == month' "$first/records.csv" > "incoming/$1.csv"; }

exec 3> diary.txt     # what happened, for the reader

arrives 2023-01
make -s MONTH=2023-01 >&3
arrives 2023-02
make -s MONTH=2023-02 >&3
make -s -q MONTH=2023-02
echo "2023-02: nothing to do, the records have not changed" >&3

# March arrives with two columns swapped in every other row: the script stops, the old release stays.
arrives 2023-03
awk -F, -v OFS=, 'NR % 2 { print; next } { t = $5; $5 = $8; $8 = t; print }' incoming/2023-03.csv > swapped
mv swapped incoming/2023-03.csv
code=0
./monthly.sh 2023-03 >&3 || code=$?
echo "2023-03: exit code $code, current still points to $(readlink current)" >&3

# The file is sent again, also without the two rows that nobody could read.
arrives 2023-03
grep -v -e Atlantis -e '12 8O0.00' incoming/2023-03.csv > corrected
mv corrected incoming/2023-03.csv
make -s MONTH=2023-03 >&3
echo "kept: $(cd releases && ls -d 2023-?? | tr '\n' ' ')" | sed 's/ $//' >&3
cat diary.txt
