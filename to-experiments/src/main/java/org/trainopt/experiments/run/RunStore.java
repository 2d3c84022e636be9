package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.RunConfig;

/**
 * Finished runs in a folder, one file each, named by the hash of what determines the result:
 * configuration, data, versions and the library of the gradients. Kernels are not among it, because
 * they all give the same bits. A finished run is never computed twice.
 */
public final class RunStore {
  /** Raised whenever the same configuration would give other results, or the files change shape. */
  public static final int FORMAT = 3;

  private final Path folder;

  public RunStore(Path folder) {
    this.folder = folder;
  }

  /** The file of a run, whether it is there or not. */
  public Path file(RunConfig config, Problem problem) {
    // What the files hold, wherever they lie.
    ObjectNode identity = config.withFiles(name -> "").toJson();
    identity.remove("trace");
    identity.put("content", problem.sha256());
    if (config.batches() != null) {
      identity.put("batches", contentHash(Path.of(config.batches())));
    }
    identity.put("format", FORMAT);
    identity.put("trainopt", Environment.version());
    problem.putLibraries(identity);
    String hash = sha256(identity.toString().getBytes(StandardCharsets.UTF_8));
    return folder.resolve(hash.substring(0, 20) + ".jsonl");
  }

  /** A finished run, if there is one. */
  public Optional<RunRecord> find(RunConfig config, Problem problem) {
    return RunFile.read(file(config, problem));
  }

  /** Keeps a run. */
  public void keep(RunConfig config, Problem problem, RunRecord run) {
    RunFile.write(file(config, problem), run);
  }

  private static String contentHash(Path file) {
    try {
      return sha256(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InputException(
          file + ": the file of batches cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
