package io.github.redisclusterexporter.demo;

/**
 * The command-line options of the demo.
 *
 * @param ports the ports of all processes
 */
record DemoOptions(Mode mode, DemoPorts ports) {

  /** What the demo does after the start. */
  enum Mode {
    /** Run until a signal arrives. */
    STAY,
    /** Scrape once, print the page and exit. */
    ONCE,
    /** Kill a primary, observe the failover, print the result and exit. */
    DRILL
  }

  /** An invalid command line; the message is for the user. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  static DemoOptions parse(String... args) throws UsageException {
    Mode mode = Mode.STAY;
    DemoPorts ports = DemoPorts.STANDARD;
    for (int i = 0; i < args.length; i++) {
      String option = args[i];
      if (option.equals("--once") && mode == Mode.STAY) {
        mode = Mode.ONCE;
      } else if (option.equals("drill") && mode == Mode.STAY) {
        mode = Mode.DRILL;
      } else if (option.equals("--port-base")) {
        i++;
        ports = ports(i < args.length ? args[i] : "");
      } else if (option.startsWith("--port-base=")) {
        ports = ports(option.substring("--port-base=".length()));
      } else {
        throw new UsageException("unknown option '" + option + "'");
      }
    }
    return new DemoOptions(mode, ports);
  }

  private static DemoPorts ports(String text) throws UsageException {
    if (text.matches("\\d{1,5}")) {
      int base = Integer.parseInt(text);
      if (base >= DemoPorts.LOWEST_BASE && base <= DemoPorts.HIGHEST_BASE) {
        return DemoPorts.from(base);
      }
    }
    throw new UsageException(
        "--port-base needs a number from "
            + DemoPorts.LOWEST_BASE
            + " to "
            + DemoPorts.HIGHEST_BASE
            + ", not '"
            + text
            + "'");
  }
}
