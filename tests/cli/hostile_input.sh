# Hostile input: each time one clear message with the place, the right exit code, and nothing written.
data=$srcdir/tests/data
try() {
    tenfour release -q "$data/small.yaml" "$1" -o out 2>error
    code=$?
    echo "$1: exit $code, $(wc -l <error) message"
    sed 's/^/  /' error
    for left in out out.confidential .out*; do [ ! -e "$left" ] || echo "  $left was left"; done
    rm -rf out out.confidential
}
# The same for a defect of one record: the line that tells it, and the exit code of the whole.
try_record() {
    tenfour check "$data/small.yaml" "$1" >out 2>error
    echo "$1: exit $?"
    grep "^$1:" out | sed 's/^/  /'
    rm out
}
head -1 "$data/small.csv" >head
gzip -nc "$data/small.csv" >good.csv.gz
head -c 60 good.csv.gz >truncated.csv.gz; try truncated.csv.gz
{ head -c 40 good.csv.gz; printf 'XXXX'; tail -c +45 good.csv.gz; } >corrupt.csv.gz; try corrupt.csv.gz
{ cat "$data/small.csv"; printf '2023-01,M,0101\000210000,DE,a,1,1\n'; } >nul.csv; try nul.csv
{ cat head; head -c 100000000 /dev/zero | tr '\0' x; } >long-line.csv; try long-line.csv; rm long-line.csv
awk 'BEGIN { for (i = 0; i < 10000; i++) printf "c%d,", i; print "x" }' >columns.csv; try columns.csv
printf '<!DOCTYPE html>\n<html><body>Not found</body></html>\n' >page.csv; try page.csv
mkdir folder.csv; try folder.csv
sed '1s/kg/usd/' "$data/small.csv" >twice.csv; try twice.csv
: >empty.csv; try empty.csv
cat head >header-only.csv; try header-only.csv
{ cat head; echo '2023-01,M,0101210000,DE,a,123456789012345678901234567890123456789012345678901234567890,1'; } >digits60.csv
try_record digits60.csv
{ cat head
  echo '2023-01,M,0101210000,DE,a,1,85070591730234615865843651857942052863'
  echo '2023-01,M,0101210000,DE,b,1,85070591730234615865843651857942052863'
  echo '2023-01,M,0101210000,DE,b,1,85070591730234615865843651857942052863'; } >near2126.csv
try near2126.csv
printf 'PK\003\004 something' >workbook.csv; try workbook.csv
cp "$data/small.csv" unreadable.csv
chmod 000 unreadable.csv
if [ "$(id -u)" = 0 ]; then
    # Root reads everything: ask as somebody else, who must find the program and the file.
    open=$(mktemp -d)
    cp "$(command -v tenfour)" "$data/small.yaml" unreadable.csv "$open"
    chmod 755 "$open" "$open/tenfour"
    chmod 644 "$open/small.yaml"
    chmod 000 "$open/unreadable.csv"
    (cd "$open" && TMPDIR=/tmp setpriv --reuid 65534 --regid 65534 --clear-groups \
        ./tenfour check small.yaml unreadable.csv 2>&1)
    echo "unreadable.csv: exit $?"
    rm -rf "$open"
else
    tenfour check "$data/small.yaml" unreadable.csv 2>&1
    echo "unreadable.csv: exit $?"
fi
try missing.csv
cp "$data/small.csv" records.csv; try record.csv
# One file by two paths would count twice.
tenfour check "$data/small.yaml" "$data/small.csv" "$data/../data/small.csv" 2>error
echo "twice: exit $?"
sed "s|$data|DATA|g" error
