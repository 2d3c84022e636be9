#!/bin/sh
# Builds the native library, or its tests, for Maven (module to-jni).
#
#   build.sh library CLASSES WORK PLATFORM JAVA_HOME MODE [CUDA_MODE]
#       builds the JNI library and installs it into CLASSES/org/trainopt/jni/PLATFORM, and the CUDA
#       kernels' into CLASSES/org/trainopt/jni/cuda/PLATFORM
#   build.sh simulation WORK
#       builds the CUDA library on a simulated device, for the Java tests, if there is a library:
#       WORK/cmake/simulation/libjniTrainoptCudaSimulation.so
#   build.sh test WORK
#       builds the C++ tests and runs them, if there is a library
#
# Without a C++ compiler or CMake there is no library: that is said in one line, recorded for the
# running program in CLASSES/org/trainopt/jni/native-build.properties, and an error only if MODE is
# "required". Code that does not compile is an error always. The same holds for the CUDA kernels,
# nvcc and CUDA_MODE, with the record in CLASSES/org/trainopt/jni/cuda/cuda-build.properties. The
# environment's CXX, CMAKE and NVCC name other tools.
set -eu

source=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cmake=${CMAKE:-cmake}

# The first of the commands that exists.
first() {
  for tool in "$@"; do
    if command -v "$tool" >/dev/null 2>&1; then
      command -v "$tool"
      return
    fi
  done
}

# record FILE BUILT REASON
record() {
  {
    printf 'built=%s\n' "$2"
    printf 'platform=%s\n' "$platform"
    printf 'reason=%s\n' "$3"
  } >"$1.new"
  # Untouched where nothing changed, so that the jar stays as it is.
  cmp -s "$1.new" "$1" || cp "$1.new" "$1"
  rm -f "$1.new"
}

# check_mode PROPERTY MODE
check_mode() {
  case $2 in
    auto | required | off) ;;
    *)
      echo "trainopt: -D$1 must be auto, required or off, but was \"$2\"" >&2
      exit 1
      ;;
  esac
}

# Goes on without CUDA kernels, for a reason.
without_cuda() {
  nvcc=
  rm -rf "${package:?}/cuda/$platform"
  record "$package/cuda/cuda-build.properties" false "$1"
  if [ "$cuda_mode" = required ]; then
    echo "trainopt: $1, but -Dtrainopt.cuda=required was given" >&2
    exit 1
  fi
  echo "trainopt: $1; building without CUDA kernels"
}

without() {
  rm -rf "${package:?}/$platform"
  rm -f "$work/cmake/built"
  record "$package/native-build.properties" false "$1"
  if [ "$mode" = required ]; then
    echo "trainopt: $1, but -Dtrainopt.native=required was given" >&2
    exit 1
  fi
  echo "trainopt: $1; building without native kernels"
  [ "$cuda_mode" = off ] || without_cuda "$1"
  exit 0
}

# Finds nvcc, or says why there is none to use.
find_nvcc() {
  case $cuda_mode in
    off) without_cuda "-Dtrainopt.cuda=off was given" && return ;;
  esac
  nvcc=$(first ${NVCC:+"$NVCC"} nvcc /usr/local/cuda/bin/nvcc)
  if [ -z "$nvcc" ]; then
    without_cuda "CUDA's compiler nvcc was not found"
  elif ! [ -f "$work/jni-generated/jniTrainoptCuda.cpp" ]; then
    without_cuda "JavaCPP's sources for the CUDA kernels are not there"
  elif ! try_nvcc; then
    without_cuda "$nvcc does not compile with $compiler: $(tail -n 1 "$work/nvcc.log")"
  fi
}

# Whether nvcc takes the host's compiler; once for each pair of them.
try_nvcc() {
  tried="$nvcc $("$nvcc" --version 2>/dev/null | tail -n 1) $compiler"
  [ "$(cat "$work/nvcc.tried" 2>/dev/null || true)" != "$tried" ] || return 0
  echo '__global__ void nothing() {}' >"$work/nvcc.cu"
  "$nvcc" -ccbin "$compiler" -std=c++17 -c "$work/nvcc.cu" -o "$work/nvcc.o" \
    >"$work/nvcc.log" 2>&1 || return 1
  echo "$tried" >"$work/nvcc.tried"
}

# Runs quietly; its output is shown if it fails.
quietly() {
  if ! "$@" >"$work/native.log" 2>&1; then
    cat "$work/native.log" >&2
    echo "trainopt: the native build failed; its output is above" >&2
    exit 1
  fi
}

# JavaCPP writes its sources anew each time: the old file is kept where nothing changed, so that it
# is not compiled again.
refresh() {
  mkdir -p "$work/jni"
  for file in "$work"/jni-generated/*.cpp; do
    kept=$work/jni/${file##*/}
    cmp -s "$file" "$kept" || cp "$file" "$kept"
  done
}

host() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) echo linux-x86_64 ;;
    Linux-aarch64) echo linux-arm64 ;;
    Darwin-x86_64) echo macosx-x86_64 ;;
    Darwin-arm64) echo macosx-arm64 ;;
    *) uname -s -m ;;
  esac
}

library() {
  classes=$1 work=$2 platform=$3 java=$4 mode=$5 cuda_mode=${6:-auto}
  package=$classes/org/trainopt/jni
  mkdir -p "$work" "$package/cuda"
  check_mode trainopt.native "$mode"
  check_mode trainopt.cuda "$cuda_mode"
  [ "$mode" != off ] || without "-Dtrainopt.native=off was given"

  [ "$(host)" = "$platform" ] ||
    without "this machine is $(host), but javacpp.platform is $platform"
  compiler=$(first ${CXX:+"$CXX"} c++ g++ clang++)
  [ -n "$compiler" ] || without "no C++ compiler was found (c++, g++ or clang++)"
  command -v "$cmake" >/dev/null 2>&1 || without "CMake was not found"
  if command -v ninja >/dev/null 2>&1; then
    generator=Ninja
  elif command -v make >/dev/null 2>&1; then
    generator="Unix Makefiles"
  else
    without "neither make nor ninja was found"
  fi
  [ -f "$java/include/jni.h" ] || without "the JDK at $java has no include/jni.h"

  find_nvcc
  refresh
  tools="$source $work $compiler $generator $java $nvcc"
  if [ "$(cat "$work/cmake/tools" 2>/dev/null || true)" != "$tools" ]; then
    rm -rf "$work/cmake"
    mkdir -p "$work/cmake"
    quietly "$cmake" -S "$source" -B "$work/cmake" -G "$generator" \
      -DCMAKE_CXX_COMPILER="$compiler" -DTRAINOPT_JNI_GENERATED="$work/jni" \
      -DTRAINOPT_JNI_INCLUDE="$java/include" -DTRAINOPT_INSTALL="$package/$platform" \
      -DTRAINOPT_NVCC="$nvcc" -DTRAINOPT_CUDA_INSTALL="$package/cuda/$platform"
    echo "$tools" >"$work/cmake/tools"
  fi
  quietly "$cmake" --build "$work/cmake" --target install --parallel 2
  : >"$work/cmake/built"
  record "$package/native-build.properties" true ""
  [ -z "$nvcc" ] || record "$package/cuda/cuda-build.properties" true ""
}

simulation() {
  work=$1
  [ ! -e "$work/cmake/built" ] ||
    quietly "$cmake" --build "$work/cmake" --target jniTrainoptCudaSimulation --parallel 2
}

tests() {
  work=$1
  if ! [ -e "$work/cmake/built" ]; then
    echo "trainopt: the native library was not built, so its C++ tests are not run"
    exit 0
  fi
  quietly "$cmake" --build "$work/cmake" --target trainopt_tests --parallel 2
  mkdir -p "$work/ctest-reports"
  "${cmake%cmake}ctest" --test-dir "$work/cmake" --output-on-failure --no-tests=error \
    --output-junit "$work/ctest-reports/native.xml"
}

case $1 in
  library) shift && library "$@" ;;
  simulation) shift && simulation "$@" ;;
  test) shift && tests "$@" ;;
esac
