package io.github.redisclusterexporter.exposition;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The library's protobuf. */
final class ProtobufWriter implements PageWriter {
  private final ExpositionFormatWriter library =
      ExpositionFormats.init().getPrometheusProtobufWriter();

  @Override
  public String contentType() {
    return library.getContentType();
  }

  @Override
  public void write(OutputStream out, List<Measured> page) throws IOException {
    library.write(out, Snapshots.of(page));
  }
}
