#!/bin/sh
# tests/release_kill_long.sh - tests/release_kill.sh at 50 random moments.
T4_MOMENTS=50 exec sh "${srcdir:-.}/tests/release_kill.sh"
