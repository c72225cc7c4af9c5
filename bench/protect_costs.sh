#!/bin/sh
# bench/protect_costs.sh - what the stronger promises cost: hidden cells and value for insiders x unions.
# usage: protect_costs.sh TENFOUR NAME TEMPLATE RECORDS...   (further settings in $SETTINGS; guesses are added to $GUESSES)
set -eu
tenfour=$1 name=$2 template=$3
shift 3
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for insiders in exact interval; do
    for unions in off on; do
        sets="--set protect.insiders=$insiders --set protect.unions=$unions"
        for setting in ${SETTINGS:-}; do sets="$sets --set $setting"; done
        start=$(date +%s.%N)
        if ! "$tenfour" release "$template" "$@" -o "$dir/out" --force $sets >"$dir/log" 2>&1; then
            echo "| $name | $insiders | $unions | $(tail -1 "$dir/log" | cut -c1-60) |"
            continue
        fi
        protect=$(sed -n 's/^protect .* · \([0-9.]* *m*i*n*[ 0-9]*s\)$/\1/p' "$dir/log")
        awk -F, -v name="$name" -v insiders=$insiders -v unions=$unions -v took="$protect" '
            $1 == "section" { heading = $2; for (i = 1; i <= NF; i++) column[$i] = i }
            $1 == "level" { cells += $3 + $4 + $5; primary += $4; secondary += $5
                open += $6; first += $7; second += $8 }
            END { all = open + first + second
                printf "| %s | %s | %s | %d | %d | %d | %.2f | %.2f | %s |\n", name, insiders, unions, cells, primary,
                    secondary, 100 * first / all, 100 * second / all, took }' "$dir/out.confidential/protection.csv"
        # How many of the unsafe figures each guess meets within p %, against figures hidden at random.
        [ -z "${GUESSES:-}" ] || awk -F, -v name="$name" -v insiders=$insiders -v unions=$unions '
            $1 == "guess" { printf "%s | %s | %s | %s | %d of %d | %.1f %% | %.1f %% |\n", "| " name, insiders, unions, $2,
                $4, $5, $5 ? 100 * $4 / $5 : 0, $7 ? 100 * $6 / $7 : 0 }' "$dir/out.confidential/protection.csv" >>"$GUESSES"
    done
done
