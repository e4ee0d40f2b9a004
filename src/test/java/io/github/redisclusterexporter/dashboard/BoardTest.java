package io.github.redisclusterexporter.dashboard;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files are what is described here. */
class BoardTest {

  static List<Board> boards() {
    return Board.all();
  }

  @ParameterizedTest
  @MethodSource("boards")
  void theFileIsUpToDate(Board board) throws IOException {
    GeneratedFile.check(board.file(), "docs.update", BoardJson.write(board));
  }
}
