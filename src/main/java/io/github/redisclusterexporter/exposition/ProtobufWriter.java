package io.github.redisclusterexporter.exposition;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The library's protobuf. */
final class ProtobufWriter implements PageWriter {

  /** Loaded with the first such page: few scrapers ask for one. */
  private static final class Library {
    private static final ExpositionFormatWriter WRITER =
        ExpositionFormats.init().getPrometheusProtobufWriter();
  }

  @Override
  public String contentType() {
    return Library.WRITER.getContentType();
  }

  @Override
  public void write(OutputStream out, List<Measured> page) throws IOException {
    Library.WRITER.write(out, Snapshots.of(page));
  }
}
