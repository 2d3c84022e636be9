#!/bin/sh
# What nvcc made of the kernels, for every architecture: no registers are spilled and nothing is on a
# stack; and the kernels that update read and write the bytes of their arrays once, 16 bytes at a time.
#
#   ptx_test.sh LOGS NATIVE WORK NVCC FLAGS...
set -eu
logs=$1 native=$2 work=$3 nvcc=$4
shift 4
if [ "$nvcc" = none ]; then
  echo "SKIPPED: CUDA's compiler nvcc was not found"
  exit 77
fi
status=0

# Lines of ptxas: a kernel's name and architecture, its stack and spills, its registers.
cat "$logs"/*.o.log | awk '
  /Compiling entry function/ { kernel = $0; sub(/.*function ./, "", kernel); sub(/. for.*/, "", kernel)
                               arch = $NF; gsub(/[^a-z0-9_]/, "", arch) }
  /bytes stack frame/ { ++seen[arch]
                        if ($1 + $5 + $9 != 0) { print arch, kernel ":", $0; bad = 1 } }
  END { for (arch in seen) { print arch ": " seen[arch] " kernels, none spills"; ++archs
          if (seen[arch] != count && count) bad = 1
          count = seen[arch] }
        if (archs == 0 || count < 70) { print "too few kernels are in the logs"; bad = 1 }
        exit bad }' || status=1

# Bytes an element by accesses that are four elements wide: weights twice, the gradient, and the state
# twice; the estimate where it is reported.
for kernels in plain ema diagonal rank_one; do
  "$nvcc" "$@" -arch=compute_80 -I"$native/include" -I"$native/src" -ptx \
    "$native/cuda/update_$kernels.cu" -o "$work/update_$kernels.ptx"
done
cat "$work"/update_*.ptx | awk '
  function part_of(name, pattern) { return match(name, pattern) ? substr(name, RSTART, RLENGTH) : "" }
  /^\.visible \.entry/ { name = $3; names[name] = 1 }
  /(ld|st)\.global(\.[a-z]+)?\.v4\.f32/ { bytes[name] += 4 }
  /(ld|st)\.global(\.[a-z]+)?\.v4\.u16/ { bytes[name] += 2 }
  /(ld|st)(\.v[24])?\.[fusb][0-9]/ { print "not known to be of global memory:", $0; bad = 1 }
  END {
    vectors["Stochastic"] = 0; vectors["Full"] = 0; vectors["Ema"] = 1
    vectors["Diagonal"] = 2; vectors["RankOne"] = 3
    for (name in names) {
      ++kernels
      estimator = substr(part_of(name, "Any[A-Z][A-Za-z]*ENS"), 4); sub(/ENS$/, "", estimator)
      width = name ~ /HeldBfloat16/ ? 2 : 4
      expected = 12 + 2 * width * vectors[estimator]
      if (name !~ /NoScaling/) expected += 8
      scaling = part_of(name, "(No|SumOf|MeanOf)[A-Z][a-z]*")
      report = name ~ /Lb1E/
      expected += report ? 4 : 0
      # Full reads the direction, which the gradient is part of already.
      if (estimator == "Full" && (report || name !~ /NoScaling/)) expected += 4
      found = bytes[name]
      print estimator, scaling, (width == 2 ? "bfloat16" : "float32") (report ? ", reported" : "") \
            ": " found " bytes an element"
      if (found != expected) { print "  but " expected " were expected"; bad = 1 }
    }
    if (kernels != 48) { print kernels " kernels that update, but 48 were expected"; bad = 1 }
    exit bad
  }' || status=1
exit $status
