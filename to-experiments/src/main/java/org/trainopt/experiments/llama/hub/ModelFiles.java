package org.trainopt.experiments.llama.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.JsonFile;

/** The files of a model: a folder in Hugging Face's layout, or the embedded model. */
public sealed interface ModelFiles {
  /** The embedded model: a Llama with a million weights, pre-trained on WordNet. */
  String EMBEDDED = "wordnet-llama-1m";

  String CONFIG = "config.json";
  String TOKENIZER = "tokenizer.json";

  /**
   * The files of a model.
   *
   * @param model {@link #EMBEDDED}, or a folder
   * @throws InputException if it is neither
   */
  static ModelFiles of(String model) {
    if (model.equals(EMBEDDED)) {
      return new Embedded();
    }
    try {
      Path folder = Path.of(model);
      if (!model.isEmpty() && Files.isDirectory(folder)) {
        return new Folder(folder);
      }
    } catch (InvalidPathException e) {
      // no folder has such a name
    }
    throw new InputException(
        "\"" + model + "\" is neither a model folder nor the embedded model " + EMBEDDED);
  }

  /** Where a file is, for messages. */
  String at(String file);

  boolean has(String file);

  /**
   * A small file's content.
   *
   * @throws InputException if it cannot be read
   */
  byte[] bytes(String file);

  /** A safetensors file. */
  SafeTensors tensors(String file);

  /** A JSON file. */
  default JsonNode json(String file) {
    return JsonFile.parse(at(file), bytes(file));
  }

  /**
   * A model folder.
   *
   * @param path the folder
   */
  record Folder(Path path) implements ModelFiles {
    @Override
    public String at(String file) {
      return path.resolve(file).toString();
    }

    @Override
    public boolean has(String file) {
      return Files.isRegularFile(path.resolve(file));
    }

    @Override
    public byte[] bytes(String file) {
      if (!has(file)) {
        throw new InputException(at(file) + ": no such file");
      }
      try {
        return Files.readAllBytes(path.resolve(file));
      } catch (IOException e) {
        throw new InputException(
            at(file) + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
      }
    }

    @Override
    public SafeTensors tensors(String file) {
      return SafeTensors.map(path.resolve(file));
    }
  }

  /** The embedded model. */
  record Embedded() implements ModelFiles {
    private static final String PLACE = "/org/trainopt/experiments/llama/" + EMBEDDED + "/";

    @Override
    public String at(String file) {
      return EMBEDDED + "/" + file;
    }

    @Override
    public boolean has(String file) {
      return Embedded.class.getResource(PLACE + file) != null;
    }

    @Override
    public byte[] bytes(String file) {
      try (InputStream in = Embedded.class.getResourceAsStream(PLACE + file)) {
        if (in == null) {
          throw new InputException(at(file) + ": no such file");
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException("embedded file " + at(file) + " is damaged", e);
      }
    }

    @Override
    public SafeTensors tensors(String file) {
      return SafeTensors.of(at(file), bytes(file));
    }
  }
}
