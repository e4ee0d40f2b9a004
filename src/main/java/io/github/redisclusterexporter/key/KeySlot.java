package io.github.redisclusterexporter.key;

import java.nio.charset.StandardCharsets;

/** The hash slot of a key. */
public final class KeySlot {
  private static final int SLOTS = 16_384;
  private static final int POLYNOMIAL = 0x1021;

  private KeySlot() {}

  /** 0 to 16383: CRC16/XMODEM of the key, or of its hash tag. */
  public static int of(String key) {
    int crc = 0;
    for (byte b : hashed(key).getBytes(StandardCharsets.UTF_8)) {
      crc ^= (b & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = ((crc << 1) ^ ((crc & 0x8000) != 0 ? POLYNOMIAL : 0)) & 0xffff;
      }
    }
    return crc % SLOTS;
  }

  /** The hash tag: between the first opening and the next closing brace, unless it is empty. */
  private static String hashed(String key) {
    int open = key.indexOf('{');
    int close = open < 0 ? -1 : key.indexOf('}', open + 1);
    return close <= open + 1 ? key : key.substring(open + 1, close);
  }
}
