#!/bin/sh
# tests/trace_long.sh - ten million events with many findings: within 2 GiB, the identity holds, results are there.
set -u
srcdir=${srcdir:-.}
command -v python3 >/dev/null || { echo "skip: no python3 (package python3)"; exit 77; }
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
events=${T4_TRACE_EVENTS:-10000000}
python3 - "$events" >"$folder/events.csv" <<'END'
import random, sys
n, rng, write = int(sys.argv[1]), random.Random(1), sys.stdout.write
codes = [f"85{rng.randint(10, 49)}{rng.randint(10, 99)}{rng.randint(1000, 9999)}" for _ in range(3000)]
types = ["IMPORT"] * 4 + ["TRANSFER"] * 4 + ["RETAIL"] * 2 + ["EXPORT", "EAEU_OUT"]
write("event_id,date,type,lot_id,from,to,code,quantity,unit,net_kg,value,currency,origin,dest,doc_id\n")
for i in range(n):
    kind = rng.choice(types)
    giver, taker = (f"F{int(rng.random() ** 2 * 50000)}" for _ in range(2))
    lot = f"L{rng.randint(0, n // 4)}" if rng.random() < .6 else ""
    write(f"{i},202{rng.randint(2, 3)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d},{kind},{lot},"
          f"{'' if kind == 'IMPORT' else giver},{taker if kind in ('IMPORT', 'TRANSFER') else ''},"
          f"{codes[int(rng.random() ** 2 * 3000)]},{rng.randint(1, 500)},pcs,{rng.randint(1, 90)},"
          f"{rng.randint(10, 9000)},USD,CN,RU,D{i}\n")
END
peak() {
    python3 - "$@" <<'END'
import resource, subprocess, sys, time
start = time.time()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(f"{time.time() - start:.0f} s, peak {kib / 1048576:.2f} GiB")
sys.exit(status or kib > 2 * 1048576)
END
}
peak "$TENFOUR" trace "$folder/events.csv" -o "$folder/out" --tmp "$folder" || { echo "failed or over 2 GiB"; exit 1; }
grep -c '"holds": true' "$folder/out/summary.json"
! grep -q '"holds": false' "$folder/out/summary.json"
