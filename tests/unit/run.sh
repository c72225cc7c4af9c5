#!/bin/sh
# tests/unit/run.sh PROGRAM - run a unit test; what cmocka calls "not ok # SKIP" is "ok # SKIP" in the Test Anything
# Protocol.  The last line of the log says how long it took.
exec 3>&1
begin=$(date +%s%N)
code=$({ { "$@" 2>&1; echo $? >&4; } | sed 's/^not ok \([0-9]*.*# SKIP\)/ok \1/' >&3; } 4>&1)
echo "# took $((($(date +%s%N) - begin) / 1000000)) ms"
exit "$code"
