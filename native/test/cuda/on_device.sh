#!/bin/sh
# The CUDA kernels on a device: builds them for its architecture alone, compares their bits with the
# CPU's, looks for errors of memory and races with compute-sanitizer where it is installed, and times
# the kernels. Needs nvcc, CMake and a C++ compiler; some minutes.
#
#   native/test/cuda/on_device.sh [BUILD_FOLDER]
set -eu
source=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
build=${1:-$(mktemp -d)}
nvcc=${NVCC:-$(command -v nvcc || echo /usr/local/cuda/bin/nvcc)}
sanitizer=$(command -v compute-sanitizer || echo "${nvcc%/*}/compute-sanitizer")
architecture=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2>/dev/null | head -n 1 | tr -d .)
status=0

echo "== build for sm_${architecture:=90}"
"$nvcc" --version | tail -n 1
cmake -S "$source" -B "$build" -DTRAINOPT_NVCC="$nvcc" \
  -DTRAINOPT_CUDA_ARCHITECTURES="$architecture" >"$build.log" 2>&1 || { cat "$build.log"; exit 1; }
cmake --build "$build" --parallel "$(nproc)" --target cuda_device_comparison cuda_device_bench \
  >"$build.log" 2>&1 || { tail -n 60 "$build.log"; exit 1; }
programs=$build/test/cuda

echo "== the same bits as the CPU"
timeout 150 "$programs/cuda_device_comparison" || status=1

echo "== time"
timeout 120 "$programs/cuda_device_bench" || status=1

if [ -x "$sanitizer" ]; then
  for tool in memcheck racecheck synccheck initcheck; do
    echo "== compute-sanitizer $tool"
    timeout 60 "$sanitizer" --tool "$tool" --error-exitcode 1 \
      "$programs/cuda_device_comparison" tiny >"$build.log" 2>&1 || status=1
    tail -n 4 "$build.log"
  done
else
  echo "== compute-sanitizer is not installed"
fi
[ $status = 0 ] && echo "== all passed" || echo "== FAILED"
exit $status
