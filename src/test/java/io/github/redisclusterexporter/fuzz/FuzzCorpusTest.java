package io.github.redisclusterexporter.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every seed, and everything that was ever found, without a fuzzer. */
class FuzzCorpusTest {

  @ParameterizedTest
  @EnumSource
  void everyInputThatIsKeptIsReadOrRefused(FuzzTarget target) throws Throwable {
    List<byte[]> inputs = new ArrayList<>(target.seeds());
    for (Path file : kept(target)) {
      inputs.add(Files.readAllBytes(file));
    }
    assertThat(inputs).isNotEmpty();
    inputs.add(new byte[0]);
    for (byte[] input : inputs) {
      target.run(input);
      // As much of it as a connection brings before it breaks.
      for (int length = 1; length < input.length; length += 1 + input.length / 50) {
        target.run(Arrays.copyOf(input, length));
      }
    }
  }

  private static List<Path> kept(FuzzTarget target) throws IOException {
    try (Stream<Path> files = Files.list(target.kept())) {
      return files.sorted().toList();
    }
  }
}
