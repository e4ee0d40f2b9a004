package io.github.redisclusterexporter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordTest {
  private final Path directory;

  PasswordTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Password inFile(Path file) {
    return new Password(
        new Credentials(Optional.of("monitor"), Optional.empty(), Optional.of(file)));
  }

  @Test
  void nothingConfiguredIsNoCommand() throws RedisException {
    assertThat(new Password(NodeClientFixture.NOBODY).command()).isEmpty();
  }

  @Test
  void theFileIsReadAgainEachTime() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "first\r\nnot this\n");
    Password password = inFile(file);
    assertThat(password.command()).contains(Command.of("AUTH", "monitor", "first"));
    Files.writeString(file, "second");
    assertThat(password.command()).contains(Command.of("AUTH", "monitor", "second"));
  }

  @Test
  void aFileWithoutAPasswordIsNamed() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty"), "\nsecond line\n");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    for (Path file : new Path[] {empty, binary, directory.resolve("missing"), directory}) {
      assertThatThrownBy(() -> inFile(file).command())
          .isInstanceOfSatisfying(
              RedisException.class, e -> assertThat(e.fault()).isEqualTo(Fault.AUTH_PASSWORD_FILE))
          .hasMessageContaining(file.toString());
    }
  }
}
