#!/bin/sh
# tests/onefile.sh - the program alone, copied into an empty folder, finds its templates and tables.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin" "$dir/work"
cp "${TENFOUR:-./tenfour}" "$dir/bin/tenfour"
cd "$dir/work" || exit 99
bad=0
tenfour() { env -i PATH=/nonexistent "$dir/bin/tenfour" "$@"; }

tenfour explain national-10-digit > out || { echo "a ready-made template is not found"; bad=1; }
grep -q '^release.id .* national-trade .*ready-made national-10-digit:' out || { echo "wrong origin:"; cat out; bad=1; }

# The table of partners: a name in Russian, one in English, an M49 number.
printf 'Year\tMonth\tFlow\tHS8\tPartner\tValue\tNet kg\n' > records.tsv
for partner in Китай "Viet Nam" 643; do
    printf '2023\t1\tImport\t85423100\t%s\t100.00\t1\n' "$partner" >> records.tsv
done
tenfour cells tab-separated records.tsv -o cells -q || { echo "the records cannot be read"; bad=1; }
partners=$(awk -F, '$1 == "2023-01" && $4 != "W00" && NR > 1 { print $4 }' cells/data/hs8.csv | sort -u | tr '\n' ' ')
[ "$partners" = "CN RU VN " ] || { echo "partners: '$partners'; expected 'CN RU VN '"; bad=1; }

# A copy that an office edited wins over the one inside.
mkdir edited
sed 's/^  id: .*/  id: edited/' "$srcdir/templates/tab-separated.yaml" > edited/tab-separated.yaml
env -i TENFOUR_DATADIR=edited "$dir/bin/tenfour" explain tab-separated | grep -q '^release.id .* edited ' ||
    { echo "the edited copy is not used"; bad=1; }
exit $bad
