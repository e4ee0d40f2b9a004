package io.github.redisclusterexporter.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes pages in one format. */
public interface PageWriter {

  /** As in the header of that name. */
  String contentType();

  /** Writes a whole page; does not close the stream. */
  void write(OutputStream out, List<Measured> page) throws IOException;

  /** The Prometheus text format. */
  static PageWriter prometheus() {
    return TextWriter.prometheus();
  }

  /** OpenMetrics 1.0 text. */
  static PageWriter openMetrics() {
    return TextWriter.openMetrics();
  }

  /** Prometheus protobuf, with lengths between the families. */
  static PageWriter protobuf() {
    return new ProtobufWriter();
  }
}
