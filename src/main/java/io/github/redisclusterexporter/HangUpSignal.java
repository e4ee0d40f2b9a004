package io.github.redisclusterexporter;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;

/**
 * SIGHUP. The JDK has no other interface to signals than {@code sun.misc.Signal} of the module
 * jdk.unsupported. The compiler warns of each use of it, which cannot be suppressed; so it is
 * looked up when the program runs.
 */
final class HangUpSignal {
  private HangUpSignal() {}

  /**
   * Runs a task each time the process gets the signal, instead of ending the process.
   *
   * @return false when the signal cannot be handled: on Windows, with the option {@code -Xrs} of
   *     the JVM, or without the module
   */
  static boolean handle(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.publicLookup()
              .findVirtual(Runnable.class, "run", methodType(void.class))
              .bindTo(task);
      Object unused =
          signal
              .getMethod("handle", signal, handler)
              .invoke(
                  null,
                  signal.getConstructor(String.class).newInstance("HUP"),
                  MethodHandleProxies.asInterfaceInstance(
                      handler, MethodHandles.dropArguments(run, 0, signal)));
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
