package io.github.redisclusterexporter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyValidatorTest {
  private static final int LARGE = 40 << 20;
  private static final String HEADER = "$" + LARGE + "\r\n";
  private static final int REPLY_LENGTH = HEADER.length() + LARGE + 2;

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ReplyValidator twoLargeReplies() {
    byte[] content = new byte[LARGE + 2];
    return new ReplyValidator(
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    text(HEADER),
                    new ByteArrayInputStream(content),
                    text(HEADER),
                    new ByteArrayInputStream(content)))));
  }

  @Test
  void theLimitIsForAllRepliesOfAPipeline() throws IOException {
    ReplyValidator validator = twoLargeReplies();
    validator.startReplies();
    assertThat(validator.readNBytes(REPLY_LENGTH)).hasSize(REPLY_LENGTH);
    assertThatThrownBy(validator::readAllBytes)
        .isInstanceOfSatisfying(
            ReplyValidator.InvalidReplyException.class,
            e -> assertThat(e.fault()).isEqualTo(Fault.READ_TOO_LARGE));
  }

  @Test
  void theLimitIsResetForTheNextPipeline() throws IOException {
    ReplyValidator validator = twoLargeReplies();
    assertThat(validator.readNBytes(REPLY_LENGTH)).hasSize(REPLY_LENGTH);
    validator.startReplies();
    assertThat(validator.readNBytes(REPLY_LENGTH)).hasSize(REPLY_LENGTH);
  }

  @Test
  void theLengthOfALineIsLimited() throws IOException {
    String longest = "+" + "a".repeat((64 << 10) - 2) + "\r\n";
    assertThat(new ReplyValidator(text(longest.repeat(2))).readAllBytes())
        .hasSize(2 * longest.length());
    assertThatThrownBy(() -> new ReplyValidator(text(longest.replace("\r", "aa"))).readAllBytes())
        .hasMessageContaining("a line of more than 65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {":", ":-", ":x", ":1x", ":+1", ":--1", ":1-", ":\u00ff", ":9223372036854775808"})
  void anInvalidNumberIsRejected(String line) {
    assertThatThrownBy(() -> new ReplyValidator(text(line + "\r\n")).readAllBytes())
        .isInstanceOfSatisfying(
            ReplyValidator.InvalidReplyException.class,
            e -> assertThat(e.fault()).isEqualTo(Fault.READ_NOT_REDIS));
  }

  /** The parser would read such a line end as text and continue in the next reply. */
  @ParameterizedTest
  @ValueSource(strings = {":1\n", "$1\n", "+OK\n", "+O\rK\r\n", "+OK\r\r\n", ":1\r\r\n", "-ERR\n"})
  void aLineWithoutCarriageReturnAndLineFeedIsRejected(String line) {
    assertThatThrownBy(() -> new ReplyValidator(text(line + ":1\r\n")).readAllBytes())
        .isInstanceOf(ReplyValidator.InvalidReplyException.class)
        .hasMessageContaining("carriage return");
  }

  @ParameterizedTest
  @ValueSource(strings = {":0", ":-1", ":9223372036854775807", ":-9223372036854775807"})
  void aNumberInTheRangeOfALongIsAccepted(String line) throws IOException {
    assertThat(new ReplyValidator(text(line + "\r\n")).readAllBytes()).hasSize(line.length() + 2);
  }
}
