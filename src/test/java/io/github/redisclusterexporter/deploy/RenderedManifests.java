package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ExporterConfig;
import io.github.redisclusterexporter.alert.Yaml;
import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.ConfigLoader;
import io.github.redisclusterexporter.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The objects that a tool makes of manifests or of a chart. */
record RenderedManifests(List<Yaml> objects) {
  static final String PASSWORD = "s3cret";

  RenderedManifests {
    objects = List.copyOf(objects);
  }

  List<String> kinds() {
    return objects.stream().map(object -> object.text("kind").orElse("")).toList();
  }

  List<Yaml> all(String kind) {
    return objects.stream()
        .filter(object -> object.text("kind").equals(Optional.of(kind)))
        .toList();
  }

  Yaml only(String kind) {
    List<Yaml> found = all(kind);
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  Yaml pod() {
    return only("Deployment").in("spec").in("template").in("spec");
  }

  Yaml container() {
    return pod().each("containers").get(0);
  }

  /**
   * The configuration that the exporter reads in the pod: its variables, its options and the files
   * of its volumes, which are written below the directory.
   */
  ExporterConfig configuration(Path directory) throws IOException, ConfigException {
    Map<String, Path> mounts = new HashMap<>();
    for (Yaml mount : container().each("volumeMounts")) {
      Path target = Files.createDirectories(directory.resolve(mount.text("name").orElseThrow()));
      mounts.put(mount.text("mountPath").orElseThrow(), target);
    }
    for (Yaml volume : pod().each("volumes")) {
      write(volume, directory.resolve(volume.text("name").orElseThrow()), mounts);
    }
    Map<String, String> variables = new HashMap<>();
    for (Yaml source : container().each("envFrom")) {
      settings(source.in("configMapRef")).forEach((key, value) -> variables.put(key, value));
    }
    variables.replaceAll((name, value) -> atMounts(value, mounts));
    Optional<Path> file =
        container().texts("args").stream()
            .filter(option -> option.startsWith("--config.file="))
            .map(option -> Path.of(atMounts(option.split("=", 2)[1], mounts)))
            .findFirst();
    return new ConfigLoader(variables, new Properties()).load(file, ExporterConfig::read);
  }

  /** The files of a volume; a Secret has a password or a CA under each key. */
  private void write(Yaml volume, Path target, Map<String, Path> mounts) throws IOException {
    for (Map.Entry<String, String> file : settings(volume.in("configMap")).entrySet()) {
      Files.writeString(target.resolve(file.getKey()), atMounts(file.getValue(), mounts));
    }
    for (Yaml item : volume.in("secret").each("items")) {
      writeSecret(item, target);
    }
    for (Yaml source : volume.in("projected").each("sources")) {
      assertThat(source.in("secret").text("name")).isPresent();
      for (Yaml item : source.in("secret").each("items")) {
        writeSecret(item, target);
      }
    }
  }

  private static void writeSecret(Yaml item, Path target) throws IOException {
    Path file = target.resolve(item.text("path").orElseThrow());
    Files.createDirectories(file.getParent());
    if (item.text("key").orElseThrow().endsWith(".crt")) {
      Files.copy(TestCertificates.get().server().ca(), file);
    } else {
      Files.writeString(file, PASSWORD + "\n");
    }
  }

  private Map<String, String> settings(Yaml reference) {
    Map<String, String> settings = new HashMap<>();
    reference
        .text("name")
        .ifPresent(
            name ->
                all("ConfigMap").stream()
                    .filter(map -> map.in("metadata").text("name").equals(Optional.of(name)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no config map " + name))
                    .in("data")
                    .fields()
                    .forEach((key, value) -> settings.put(key.toString(), value.toString())));
    return settings;
  }

  private static String atMounts(String text, Map<String, Path> mounts) {
    String result = text;
    for (Map.Entry<String, Path> mount : mounts.entrySet()) {
      result = result.replace(mount.getKey(), mount.getValue().toString());
    }
    return result;
  }
}
