package org.trainopt.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java program with the tests' class path, in a process of its own. */
public final class OwnProcess {
  private final Process process;
  private final Path log;

  private OwnProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param log where its output goes
   * @param options Java's
   */
  public static OwnProcess start(Path log, List<String> options, Class<?> main, List<String> args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        "-Dorg.bytedeco.javacpp.cachedir="
            + System.getProperty("org.bytedeco.javacpp.cachedir", "target/javacpp-cache"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    return new OwnProcess(builder.redirectOutput(log.toFile()).start(), log);
  }

  /** The process, to look at and to kill. */
  public Process process() {
    return process;
  }

  /** Waits for its end, which must be a good one. */
  public void finish(int timeoutSeconds) throws IOException, InterruptedException {
    String output = end(timeoutSeconds);
    assertThat(process.exitValue()).as(output).isZero();
  }

  /** Waits for its end, of whichever kind, and returns its output. */
  public String end(int timeoutSeconds) throws IOException, InterruptedException {
    boolean ended = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
    process.destroyForcibly(); // nothing, if it has ended
    String output = Files.readString(log);
    assertThat(ended).as("ended within %d s; output:%n%s", timeoutSeconds, output).isTrue();
    return output;
  }
}
