package org.trainopt.experiments.llama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trainopt.experiments.InputException;

/** Files are read as the format says, and nothing in one is believed. */
final class SafeTensorsTest {
  @TempDir Path folder;

  private Path file(long length, String header, byte[] data) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length < 0 ? json.length : length).put(json).put(data);
    return Files.write(folder.resolve("x.safetensors"), bytes.array());
  }

  private void refused(String words, Path file) throws IOException {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SafeTensors.map(file))
        .withMessageContaining(file.toString())
        .withMessageContaining(words)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    byte[] content = Files.readAllBytes(file);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SafeTensors.of("memory", content))
        .withMessageContaining(words);
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.contiguous().data_ptr_float().get(values);
    return values;
  }

  @Test
  void float32Float16AndBfloat16AreRead() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(1.5f).putFloat(-3e-39f).putFloat(Float.NEGATIVE_INFINITY);
    data.putShort((short) 0x3c00).putShort((short) 0x0001); // half: 1, 2^-24
    data.putShort((short) 0x4049).putShort((short) 0xff80); // bfloat16: 3.140625, -infinity
    SafeTensors tensors =
        SafeTensors.map(
            file(
                -1,
                "{'__metadata__':{'format':'pt'},"
                    + "'b':{'dtype':'BF16','shape':[2],'data_offsets':[16,20]},"
                    + "'a':{'dtype':'F32','shape':[3,1],'data_offsets':[0,12]},"
                    + "'h':{'dtype':'F16','shape':[1,2],'data_offsets':[12,16]}}",
                data.array()));
    assertThat(tensors.entries().keySet()).containsExactly("a", "h", "b");
    assertThat(tensors.entries().get("a").shapeText()).isEqualTo("3×1");
    assertThat(read(tensors, "a", 3)).containsExactly(1.5f, -3e-39f, Float.NEGATIVE_INFINITY);
    assertThat(read(tensors, "h", 2)).containsExactly(1f, 0x1p-24f);
    assertThat(read(tensors, "b", 2)).containsExactly(3.140625f, Float.NEGATIVE_INFINITY);
  }

  private static float[] read(SafeTensors tensors, String name, int count) {
    try (Tensor target = Tensor.create(new float[count])) {
      tensors.copyTo(name, target);
      return values(target);
    }
  }

  @Test
  void elementsNeedNotBeAligned() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(13).order(ByteOrder.LITTLE_ENDIAN).put((byte) 1);
    data.putFloat(2f).putFloat(3f).putFloat(4f);
    String header =
        "{'x':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},"
            + "'y':{'dtype':'F32','shape':[3],'data_offsets':[1,13]}}";
    for (String padding : List.of("", " ", "  ", "   ")) {
      SafeTensors tensors = SafeTensors.map(file(-1, header + padding, data.array()));
      assertThat(read(tensors, "y", 3)).containsExactly(2f, 3f, 4f);
    }
    SafeTensors tensors = SafeTensors.map(file(-1, header, data.array()));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> read(tensors, "x", 1))
        .withMessageContaining("U8")
        .withMessageContaining("F32, F16 or BF16");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "65", "100000001", "9223372036854775807"})
  void headersOutsideTheFileAreRefused(long length) throws IOException {
    refused("the first 8 bytes give a header of " + length, file(length, "{'a':1}", new byte[40]));
  }

  @Test
  void negativeLengthsAndTinyFilesAreRefused() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).putLong(-1).putLong(0);
    Path file = Files.write(folder.resolve("n.safetensors"), bytes.array());
    refused("a header of 18446744073709551615 bytes", file);
    refused("5 bytes", Files.write(file, new byte[5]));
    refused("0 bytes", Files.write(file, new byte[0]));
  }

  /** One tensor's entry with something wrong, and the words that say what. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'dtype':'F31','shape':[2],'data_offsets':[0,8]      | dtype must be one of F32",
        "'shape':[2],'data_offsets':[0,8]                    | dtype must be one of F32",
        "'dtype':'F32','shape':[2],'data_offsets':[0,9]      | within the file's 8 bytes",
        "'dtype':'F32','shape':[2],'data_offsets':[8,0]      | must be [begin, end]",
        "'dtype':'F32','shape':[2],'data_offsets':[0]        | must be [begin, end]",
        "'dtype':'F32','shape':[2],'data_offsets':[-8,0]     | whole numbers >= 0",
        "'dtype':'F32','shape':[2],'data_offsets':[0,8.5]    | whole numbers >= 0",
        "'dtype':'F32','shape':[2],'data_offsets':[0,1e999]  | whole numbers >= 0",
        "'dtype':'F32','shape':[3],'data_offsets':[0,8]      | needs 12 bytes",
        "'dtype':'F16','shape':[2],'data_offsets':[0,8]      | needs 4 bytes",
        "'dtype':'F32','shape':[-2],'data_offsets':[0,8]     | whole numbers >= 0",
        "'dtype':'F32','shape':'2','data_offsets':[0,8]      | shape must be an array",
        "'dtype':'F32','shape':[2],'data_offsets':[0,4]      | needs 8 bytes",
        "'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8] | more than 2^63",
        "'dtype':'F32','shape':[1],'data_offsets':[4,8]      | leaves a gap",
        "'dtype':'F32','shape':[1],'data_offsets':[0,4]      | the file has 8"
      })
  void badEntriesAreRefused(String entry, String words) throws IOException {
    refused(words, file(-1, "{'a':{" + entry + "}}", new byte[8]));
  }

  @Test
  void badHeadersAreRefused() throws IOException {
    refused(
        "overlaps tensor \"a\"",
        file(
            -1,
            "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                + "'b':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}}",
            new byte[6]));
    refused("not valid JSON", file(-1, "{'a':", new byte[6]));
    refused("JSON object", file(-1, "[1]", new byte[6]));
    refused(
        "Duplicate field 'a'",
        file(
            -1,
            "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                + "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}",
            new byte[4]));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    float[] values = {1f, -2.5f, 65504f, 1e-7f, 0.1f, Float.NaN};
    Path file = folder.resolve("w.safetensors");
    try (Tensor a = Tensor.create(values, 2, 3);
        Tensor b = Tensor.create(values, 6);
        Tensor c = Tensor.create(values, 3, 2).t()) { // not contiguous
      SafeTensorsWriter.write(
          file,
          Map.of("b", b, "a", a, "c", c),
          Map.of("a", ElementType.F32, "b", ElementType.F16, "c", ElementType.BF16));
    }
    SafeTensors tensors = SafeTensors.map(file);
    assertThat(tensors.entries().keySet()).containsExactly("a", "b", "c");
    assertThat(tensors.entries().get("c").shapeText()).isEqualTo("2×3");
    assertThat(read(tensors, "a", 6)).containsExactly(values);
    assertThat(read(tensors, "b", 6))
        .containsExactly(1f, -2.5f, 65504f, 1.1920929e-7f, 0.099975586f, Float.NaN);
    assertThat(read(tensors, "c", 6))
        .containsExactly(1f, 65536f, 0.100097656f, -2.5f, 1.0011718e-7f, Float.NaN);
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }
}
