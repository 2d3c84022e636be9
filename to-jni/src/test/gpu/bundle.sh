#!/bin/sh
# Packs the suite for a machine that has a CUDA device but neither Maven nor Java nor a network:
# builds, then fills to-jni/target/gpu-bundle with classes, libraries and a Java runtime of the few
# modules they need. There, on_device.sh runs it.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
module=$(CDPATH='' cd -- "$here/../../.." && pwd)
bundle=$module/target/gpu-bundle

rm -rf "$bundle"
cd "$module/.."
mvn -q -B -P gpu-bundle -pl to-api,to-jni -am -DskipTests -Dtrainopt.native=required \
  -Dtrainopt.cuda=required "$@" package

home=${JAVA_HOME:-$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.home = //p')}
"$home/bin/jlink" --module-path "$home/jmods" --output "$bundle/jre" \
  --add-modules java.logging,java.management,java.xml,jdk.management,jdk.unsupported \
  --strip-debug --no-header-files --no-man-pages --compress=2
cp -R "$module/target/classes" "$module/target/test-classes" "$here/on_device.sh" "$bundle/"
du -sh "$bundle"
