package io.github.redisclusterexporter.web;

import io.github.redisclusterexporter.config.Secret;
import java.util.Map;
import java.util.Optional;

/**
 * Who may read the exporter's own pages, and how they are sent.
 *
 * @param tls empty for pages without encryption
 * @param headers added to every response
 * @param users the bcrypt hash of the password of each user; empty if no login is needed
 */
public record WebAccess(
    Optional<WebTls> tls, Map<String, String> headers, Map<String, Secret> users) {

  /** For everybody, without encryption. */
  public static final WebAccess OPEN = new WebAccess(Optional.empty(), Map.of(), Map.of());

  public WebAccess {
    headers = Map.copyOf(headers);
    users = Map.copyOf(users);
  }
}
