package org.trainopt.experiments.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/** What made a number: versions and machine, in words. */
public final class Environment {
  private static final Properties BUILD = load();

  private Environment() {}

  /** trainopt's version. */
  public static String version() {
    return BUILD.getProperty("version");
  }

  /** The version with the source's commit, where the launcher knew it. */
  public static String versionAndCommit() {
    String commit = System.getProperty("trainopt.commit", "");
    return version() + (commit.isBlank() ? "" : " (" + commit + ")");
  }

  public static String jvm() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
  }

  /** Operating system, processor and number of cores. */
  public static String machine() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", "
        + processor()
        + Runtime.getRuntime().availableProcessors()
        + " cores";
  }

  private static String processor() {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip() + ", ")
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream in =
        Environment.class.getResourceAsStream("/org/trainopt/experiments/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    properties.putIfAbsent("version", "unknown");
    return properties;
  }
}
