package io.github.redisclusterexporter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  private final Path directory;

  CredentialsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static Credentials ofFile(Path file) {
    return new Credentials(Optional.of("monitor"), Optional.empty(), Optional.of(file));
  }

  @Test
  void thereIsNoCommandWithoutAPassword() throws RedisException {
    assertThat(NodeClientFixture.NO_CREDENTIALS.authCommand()).isEmpty();
  }

  @Test
  void thePasswordFileIsReadAgainEachTime() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "first\r\nnot this\n");
    Credentials credentials = ofFile(file);
    assertThat(credentials.authCommand()).contains(Command.of("AUTH", "monitor", "first"));
    Files.writeString(file, "second");
    assertThat(credentials.authCommand()).contains(Command.of("AUTH", "monitor", "second"));
  }

  @Test
  void anUnusablePasswordFileIsNamedInTheError() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty"), "\nsecond line\n");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    for (Path file : new Path[] {empty, binary, directory.resolve("missing"), directory}) {
      assertThatThrownBy(() -> ofFile(file).authCommand())
          .isInstanceOfSatisfying(
              RedisException.class, e -> assertThat(e.fault()).isEqualTo(Fault.AUTH_PASSWORD_FILE))
          .hasMessageContaining(file.toString());
    }
  }
}
