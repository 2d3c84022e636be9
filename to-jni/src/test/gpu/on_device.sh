#!/bin/sh
# Runs the suite of this bundle (made by bundle.sh) with CUDA kernels on this machine's device.
# Reports go to $OUT if it is set; further arguments go to JUnit's console, such as
# "--include-classname .*DeviceTensorTest". Without a device the tests fail, saying why.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
chmod +x "$here/jre/bin/java" "$here/jre/lib/jspawnhelper" # where a transfer lost it

exec "$here/jre/bin/java" ${JAVA_OPTS:-} -Dtrainopt.test.kernels=cuda -Dtrainopt.gpu=required \
  -Dorg.bytedeco.javacpp.cachedir="$here/cache" \
  -cp "$here/classes:$here/test-classes:$here/lib/*" org.junit.platform.console.ConsoleLauncher \
  execute --disable-banner --scan-classpath "$here/test-classes" --exclude-tag "host | preset" \
  --details "${DETAILS:-summary}" --reports-dir "${OUT:-$here/reports}" "$@"
