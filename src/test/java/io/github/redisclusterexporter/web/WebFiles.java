package io.github.redisclusterexporter.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.testing.TestCertificates.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Optional;

/** Web configuration files for tests. */
final class WebFiles {
  private WebFiles() {}

  /** Writes at once, as a configuration that is rolled out does. */
  static void write(Path file, String content) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, content);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  static String tls(Identity identity, String... more) {
    return "tls_server_config:\n  cert_file: %s\n  key_file: %s\n%s\n"
        .formatted(
            identity.certificate(),
            identity.key(),
            String.join("\n", more).indent(2).stripTrailing());
  }

  static String user(String name, String password, int cost) {
    return "basic_auth_users:\n  %s: %s\n"
        .formatted(name, BCrypt.withDefaults().hashToString(cost, password.toCharArray()));
  }

  static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  static WebConfig config(Path file, int maxConcurrentScrapes) throws ConfigException {
    return new WebConfig(
        "127.0.0.1", 0, maxConcurrentScrapes, false, Optional.of(WebFile.read(file)));
  }
}
