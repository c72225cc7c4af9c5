#!/bin/sh
# run.sh [OUT] - publish the records of this example into the folder OUT (default: out, here).
# The program is $TENFOUR, else tenfour as the shell finds it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-out}
"${TENFOUR:-tenfour}" release "$here/national.yaml" "$here/records.csv" -o "$out" --force
