#!/bin/sh
# compile.sh LOG COMMAND...: runs nvcc, keeping what ptxas says of each kernel's registers, stack and
# spills in LOG, for a test. Warnings and errors are shown.
log=$1
shift
if ! "$@" >"$log" 2>&1; then
  cat "$log" >&2
  rm -f "$log"
  exit 1
fi
grep -i warning "$log" >&2
exit 0
