package io.github.redisclusterexporter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthCommandTest {
  private final Path directory;

  AuthCommandTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private AuthCommand ofFile(Path file) {
    return new AuthCommand(
        new Credentials(Optional.of("monitor"), Optional.empty(), Optional.of(file)));
  }

  @Test
  void thereIsNoCommandWithoutAPassword() throws RedisException {
    assertThat(new AuthCommand(NodeClientFixture.NO_CREDENTIALS).create()).isEmpty();
  }

  @Test
  void thePasswordFileIsReadAgainEachTime() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "first\r\nnot this\n");
    AuthCommand auth = ofFile(file);
    assertThat(auth.create()).contains(Command.of("AUTH", "monitor", "first"));
    Files.writeString(file, "second");
    assertThat(auth.create()).contains(Command.of("AUTH", "monitor", "second"));
  }

  @Test
  void anUnusablePasswordFileIsNamedInTheError() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty"), "\nsecond line\n");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    for (Path file : new Path[] {empty, binary, directory.resolve("missing"), directory}) {
      assertThatThrownBy(() -> ofFile(file).create())
          .isInstanceOfSatisfying(
              RedisException.class, e -> assertThat(e.fault()).isEqualTo(Fault.AUTH_PASSWORD_FILE))
          .hasMessageContaining(file.toString());
    }
  }
}
