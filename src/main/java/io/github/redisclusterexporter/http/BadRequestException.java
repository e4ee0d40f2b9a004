package io.github.redisclusterexporter.http;

/** The request makes no sense; the message is the sentence to answer with. */
final class BadRequestException extends Exception {

  private static final long serialVersionUID = 1L;

  BadRequestException(String sentence) {
    super(sentence);
  }
}
