#!/bin/sh
# Builds the native library, or its tests, for Maven (module to-jni).
#
#   build.sh library CLASSES WORK PLATFORM JAVA_HOME MODE
#       builds the JNI library and installs it into CLASSES/org/trainopt/jni/PLATFORM
#   build.sh test WORK
#       builds the C++ tests and runs them, if there is a library
#
# Without a C++ compiler or CMake there is no library: that is said in one line, recorded for the
# running program in CLASSES/org/trainopt/jni/native-build.properties, and an error only if MODE is
# "required". Code that does not compile is an error always. The environment's CXX and CMAKE name
# other tools.
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

record() {
  {
    printf 'built=%s\n' "$1"
    printf 'platform=%s\n' "$platform"
    printf 'reason=%s\n' "$2"
  } >"$package/native-build.properties.new"
  # Untouched where nothing changed, so that the jar stays as it is.
  cmp -s "$package/native-build.properties.new" "$package/native-build.properties" || {
    cp "$package/native-build.properties.new" "$package/native-build.properties"
  }
  rm -f "$package/native-build.properties.new"
}

without() {
  rm -rf "${package:?}/$platform"
  rm -f "$work/cmake/built"
  record false "$1"
  if [ "$mode" = required ]; then
    echo "trainopt: $1, but -Dtrainopt.native=required was given" >&2
    exit 1
  fi
  echo "trainopt: $1; building without native kernels"
  exit 0
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
  classes=$1 work=$2 platform=$3 java=$4 mode=$5
  package=$classes/org/trainopt/jni
  mkdir -p "$work" "$package"
  case $mode in
    auto | required) ;;
    off) without "-Dtrainopt.native=off was given" ;;
    *)
      echo "trainopt: -Dtrainopt.native must be auto, required or off, but was \"$mode\"" >&2
      exit 1
      ;;
  esac

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

  refresh
  tools="$source $work $compiler $generator $java"
  if [ "$(cat "$work/cmake/tools" 2>/dev/null || true)" != "$tools" ]; then
    rm -rf "$work/cmake"
    mkdir -p "$work/cmake"
    quietly "$cmake" -S "$source" -B "$work/cmake" -G "$generator" \
      -DCMAKE_CXX_COMPILER="$compiler" -DTRAINOPT_JNI_GENERATED="$work/jni" \
      -DTRAINOPT_JNI_INCLUDE="$java/include" -DTRAINOPT_INSTALL="$package/$platform"
    echo "$tools" >"$work/cmake/tools"
  fi
  quietly "$cmake" --build "$work/cmake" --target install --parallel 2
  : >"$work/cmake/built"
  record true ""
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
  test) shift && tests "$@" ;;
esac
