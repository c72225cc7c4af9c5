#!/bin/sh
# tests/lists.sh - list aggregates: their sums, their protection against their codes, also where codes are not published.
set -eu
shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared/sdc" ] || { echo "skipped: ../shared/data is not there"; exit 77; }
python=
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'import scipy.optimize' 2>/dev/null && { python=$candidate; break; }
done
[ -n "$python" ] || { echo "skipped: python3-scipy is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
records=$shared/sdc/small.micro.csv.gz
cp "$srcdir/tests/data/reference-instance.yaml" "$dir/small.yaml"
printf 'hs6,tier\n010110,1\n020110,1\n060110,2\n060120,2\n070320,2\n' >"$dir/watch.csv"
attack() {
    "$python" "$srcdir/tests/oracle/list_attack.py" "$records" "$1" LIST:watch:1=010110+020110 \
        LIST:watch:2=060110+060120+070320 LIST:watch:all=010110+020110+060110+060120+070320
}
release() {
    out=$1
    shift
    "$TENFOUR" release "$dir/small.yaml" "$records" -o "$dir/$out" --jj --force "$@" >"$dir/log" 2>&1 ||
        { cat "$dir/log"; exit 1; }
    "$TENFOUR" verify "$dir/$out" --certificate "$dir/$out.confidential/certificate.txt" \
        --contributions "$dir/cells/data/contributions.csv" >"$dir/said" 2>&1 || { cat "$dir/said"; exit 1; }
    grep -q ' protected ' "$dir/said"
}
"$TENFOUR" cells "$dir/small.yaml" "$records" -o "$dir/cells" --contributions >/dev/null 2>&1

# The attack succeeds when the lists are published beside a pattern that does not know them.
release without
! attack "$dir/without" || { echo "nothing to attack: the test proves nothing"; exit 1; }
# It fails when they are cells of the system.
set -- --set 'publish.lists=[{file: watch.csv, by: [tier, all]}]'
release with "$@"
attack "$dir/with"
[ "$(cat "$dir/with/codes/lists.csv" | wc -l)" = 11 ]
# verify adds them up again; the workbook has them on a sheet of its own; packed they are certified and verified too.
grep -q '^lists *hold *[1-9]' "$dir/said" || { cat "$dir/said"; echo "verify does not add up lists"; exit 1; }
release book "$@" --set 'outputs=[csv,xlsx,sdmx]' --set publish.compress=gz
[ -f "$dir/book/data/lists.csv.gz" ] && [ ! -e "$dir/book/data/lists.csv" ]
grep -q '^formats *hold ' "$dir/said" && grep -q '^workbook *holds ' "$dir/said" && grep -q '^lists *hold *[1-9]' "$dir/said"
"$TENFOUR" convert "$dir/book/xlsx/reference-instance.xlsx" -o "$dir/book.csv" >/dev/null 2>&1
[ "$(grep -c 'LIST:' "$dir/book.csv")" = "$(gzip -dc "$dir/book/data/lists.csv.gz" | grep -c 'LIST:')" ]
# So does what convert makes of the folder: in SDMX with the level LIST, as the release itself has them.
"$TENFOUR" convert "$dir/book" -o "$dir/book.sdmx.csv" >/dev/null 2>&1
gzip -dc "$dir/book/sdmx/data.sdmx.csv.gz" | grep ',LIST,' | cut -d, -f4,6- | LC_ALL=C sort >"$dir/wanted"
grep ',LIST,' "$dir/book.sdmx.csv" | cut -d, -f4,6- | LC_ALL=C sort | diff "$dir/wanted" -
[ -s "$dir/wanted" ] && [ "$(grep -c ',LIST,' "$dir/book.sdmx.csv")" = "$(wc -l <"$dir/wanted")" ]
# A total that is not the sum of its codes.
"$TENFOUR" release "$dir/small.yaml" "$records" -o "$dir/spoilt" --set protect.method=none --set protect.reason=test \
    --set 'outputs=[csv]' "$@" >/dev/null 2>&1
"$TENFOUR" verify "$dir/spoilt" >"$dir/said" 2>&1
awk -F, 'BEGIN { OFS = FS } NR == 4 { $5 += 7 } { print }' "$dir/spoilt/data/lists.csv" >"$dir/lists.csv"
cp "$dir/lists.csv" "$dir/spoilt/data/lists.csv"
"$TENFOUR" verify "$dir/spoilt" >"$dir/said" 2>&1 && { echo "a wrong total over a list is not noticed"; exit 1; }
grep -q '^lists *fails .*its codes add up to' "$dir/said" || { cat "$dir/said"; exit 1; }
# At four digits the listed codes are no cells: their parts of a heading are unknowns of the system.
release coarse "$@" --set 'publish.levels=[4, 2, 0]'
"$TENFOUR" protect "$dir/coarse.confidential/system.jj" --audit --export "$dir/coarse.csv" 2>&1 | sed 's/,.*//'
"$python" "$srcdir/tests/oracle/jj_audit.py" "$dir/coarse.confidential/system.jj" "$dir/coarse.csv" 60
# All goods alone, and lists.
release total "$@" --set 'publish.levels=[0]'
# The same bytes on one thread.
"$TENFOUR" release "$dir/small.yaml" "$records" -o "$dir/again" --threads 1 "$@" >/dev/null 2>&1
cmp "$dir/with/data/lists.csv" "$dir/again/data/lists.csv"
cmp "$dir/with/data/hs6.csv" "$dir/again/data/hs6.csv"
# Without protection they are open.
"$TENFOUR" release "$dir/small.yaml" "$records" -o "$dir/open" --set protect.method=none --set protect.reason=test \
    "$@" >/dev/null 2>&1
attack "$dir/open"
# The listed part of a heading, beside which the heading tells the rest: that is held to the rules as well.
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg"; n = split("8542310000 8542900000 8541100000 8541210000", code)
    for (m = 1; m <= 2; m++) for (c = 1; c <= n; c++) for (f = 0; f < (c == 2 ? 1 : 5); f++)
        printf "2023-%02d,M,%s,DE,f%d%d,%d.00,1\n", m, code[c], c, f, 100 + f * 7 + c * 31 + m }' >"$dir/parts.csv"
printf 'hs6,tier,edition,since\n854231,1,HS2022,2023-05-19\n854110,1,HS2022,2023-05-19\n' >"$dir/chpl.csv"
sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3}/; s/\[10, 4, 2, 0\]/[4, 2, 0]/' \
    "$srcdir/tests/data/small.yaml" >"$dir/parts.yaml"
"$TENFOUR" release "$dir/parts.yaml" "$dir/parts.csv" -o "$dir/parts" -q --set 'publish.lists=[{file: chpl.csv, by: [all, heading]}]'
grep -q '^2023-01,M,LIST:chpl:8541,DE,1040.00,A,F' "$dir/parts/data/lists.csv"
grep -q '^LIST:chpl:8542,854231,chpl,1,HS2022,2023-05-19,,8542,listed$' "$dir/parts/codes/lists.csv"
! grep -q '^LIST:chpl:8542,854110' "$dir/parts/codes/lists.csv"
grep -hE '^2023-01,M,(LIST:chpl:)?8542,DE,,Q,C' "$dir/parts/data/lists.csv" "$dir/parts/data/hs4.csv" >/dev/null
"$TENFOUR" cells "$dir/parts.yaml" "$dir/parts.csv" -o "$dir/partcells" --contributions -q
"$TENFOUR" verify "$dir/parts" --certificate "$dir/parts.confidential/certificate.txt" \
    --contributions "$dir/partcells/data/contributions.csv" >"$dir/said"
grep -q ' protected ' "$dir/said"
"$TENFOUR" release "$dir/parts.yaml" "$dir/parts.csv" -o "$dir/no" -q --set 'publish.lists=[{file: chpl.csv, by: [heading]}]' \
    --set protect.unions=off 2>"$dir/said" && exit 1
grep -q 'only protect.unions: on guards that' "$dir/said"
# The other part of each heading, as cells: in January 8541 outside of 854110 is 5 x (100 + 4 x 31 + 1) + 7 x 10 = 1195, 8542
# outside of 854231 one firm's, and hidden; a heading that is listed whole has no other part.
printf '8471,2,HS2022,2023-05-19\n' >>"$dir/chpl.csv"
awk 'BEGIN { for (m = 1; m <= 2; m++) for (f = 0; f < 4; f++) printf "2023-%02d,M,8471300000,DE,f9%d,500.00,1\n", m, f }' >>"$dir/parts.csv"
set -- --set 'publish.lists=[{file: chpl.csv, by: [all, rest]}]' --set 'outputs=[csv,xlsx,sdmx,html,datapackage]'
"$TENFOUR" release "$dir/parts.yaml" "$dir/parts.csv" -o "$dir/rest" -q "$@"
grep -q '^2023-01,M,LIST:chpl:8541,DE,1040.00,A,F' "$dir/rest/data/lists.csv"
grep -q '^2023-01,M,REST:chpl:8542,DE,,Q,C' "$dir/rest/data/lists.csv"
grep -q '^2023-01,M,LIST:chpl:8471,DE,2000.00,A,F' "$dir/rest/data/lists.csv"
! grep -q 'REST:chpl:8471' "$dir/rest/data/lists.csv" "$dir/rest/codes/lists.csv"
grep -q '^REST:chpl:8542,854231,chpl,1,HS2022,2023-05-19,,8542,not listed$' "$dir/rest/codes/lists.csv"
grep -q 'REST-chpl-8542,LIST,DE' "$dir/rest/sdmx/data.sdmx.csv"
"$TENFOUR" cells "$dir/parts.yaml" "$dir/parts.csv" -o "$dir/restcells" --contributions -q
"$TENFOUR" verify "$dir/rest" --certificate "$dir/rest.confidential/certificate.txt" \
    --contributions "$dir/restcells/data/contributions.csv" >"$dir/said" || { cat "$dir/said"; exit 1; }
grep -q ' protected ' "$dir/said"
grep -q '^formats *hold ' "$dir/said" && grep -q '^workbook *holds ' "$dir/said"
"$TENFOUR" compare "$dir/rest" "$dir/parts" >"$dir/said" 2>&1 || { cat "$dir/said"; exit 1; }
"$TENFOUR" watch "$dir/chpl.csv" "$dir/rest" >"$dir/said" 2>&1 || { cat "$dir/said"; exit 1; }
"$TENFOUR" release "$dir/parts.yaml" "$dir/parts.csv" -o "$dir/rest1" -q --threads 1 "$@" --previous "$dir/rest"
cmp "$dir/rest/data/lists.csv" "$dir/rest1/data/lists.csv"
"$TENFOUR" release "$dir/parts.yaml" "$dir/parts.csv" -o "$dir/open4" -q --set protect.method=none --set protect.reason=test "$@" \
    --set 'outputs=[csv]'
grep -q '^2023-01,M,REST:chpl:8541,DE,1195.00,A,F' "$dir/open4/data/lists.csv"
grep -q '^2023-01,M,8541,DE,2235.00,A,F' "$dir/open4/data/hs4.csv"
"$TENFOUR" verify "$dir/open4" >"$dir/said"
grep -q '^lists *hold .*, 16 headings those of their listed part and the rest' "$dir/said" || { cat "$dir/said"; exit 1; }
# A rest that does not make its heading with the listed part.
sed 's/^\(2023-01,M,REST:chpl:8541,DE,\)1195/\11196/' "$dir/open4/data/lists.csv" >"$dir/lists.csv"
cp "$dir/lists.csv" "$dir/open4/data/lists.csv"
"$TENFOUR" verify "$dir/open4" >"$dir/said" 2>&1 && { echo "a wrong rest of a heading is not noticed"; exit 1; }
grep -q '^lists *fails .*REST:chpl:8541.*1196' "$dir/said" || { cat "$dir/said"; exit 1; }
# More aggregates than a machine word has bits: thirty-four headings, both parts of each.
awk 'BEGIN { print "hs6,tier"; for (h = 0; h < 34; h++) printf "84%02d10,1\n", h + 1 }' >"$dir/many.csv"
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg"; for (h = 0; h < 34; h++) for (c = 1; c < 3; c++) for (f = 0; f < (h % 7 ? 4 : 1); f++)
    printf "2023-01,M,84%02d%d00000,DE,f%d,%d.00,1\n", h + 1, c, f, 100 + h + f }' >"$dir/many.records.csv"
"$TENFOUR" release "$dir/parts.yaml" "$dir/many.records.csv" -o "$dir/many" -q --set 'publish.lists=[{file: many.csv, by: [all, tier, rest]}]'
"$TENFOUR" cells "$dir/parts.yaml" "$dir/many.records.csv" -o "$dir/manycells" --contributions -q
"$TENFOUR" verify "$dir/many" --certificate "$dir/many.confidential/certificate.txt" \
    --contributions "$dir/manycells/data/contributions.csv" >"$dir/said" || { cat "$dir/said"; exit 1; }
grep -q ' protected ' "$dir/said"
[ "$(cut -d, -f1 "$dir/many/codes/lists.csv" | sort -u | wc -l)" = 71 ]
grep -q '^2023-01,M,REST:many:8434,DE,538.00' "$dir/many/data/lists.csv"
# A name that is no code, a list that is not there.
cp "$dir/watch.csv" "$dir/a-long-name.csv"
"$TENFOUR" release "$dir/small.yaml" "$records" -o "$dir/no" --set 'publish.lists=[{file: a-long-name.csv}]' \
    >"$dir/said" 2>&1 && exit 1
grep -q 'shorter name' "$dir/said"
"$TENFOUR" release "$dir/small.yaml" "$records" -o "$dir/no" --set 'publish.lists=[{by: [all]}]' >"$dir/said" 2>&1 && exit 1
grep -q 'a list needs a file' "$dir/said"
[ ! -e "$dir/no" ]
