# A signal ends a run with 128 + n and leaves nothing; no core file holds a trader.
data=$srcdir/tests/data
ended_by() {
    mkfifo records
    exec 3<>records
    cat "$data/small.csv" >&3
    env --default-signal tenfour release "$data/small.yaml" records -o out -q 3>&- &
    pid=$!
    sleep 1
    grep -q '^Max core file size *0 *0 ' /proc/$pid/limits || echo 'core files are possible'
    kill -"$1" $pid
    sleep 0.2
    exec 3>&-
    wait $pid 2>/dev/null
    echo "$1: exit $?"
    rm records
    ls -A
}
ended_by TERM
ended_by INT
ended_by HUP
