package io.github.redisclusterexporter.testing;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Reports at the end of the run which tools are missing and what was not tested for that reason.
 */
public final class MissingTools implements TestExecutionListener {
  private static final Set<String> MISSING = new TreeSet<>();

  /**
   * Called by a test that cannot run on this machine.
   *
   * @param tool the missing tool
   * @param untested what the test would have tested
   */
  public static synchronized void report(String tool, String untested) {
    MISSING.add(tool + " (for: " + untested + ")");
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    synchronized (MissingTools.class) {
      if (!MISSING.isEmpty()) {
        System.out.println("Not tested, as this machine lacks: " + String.join(", ", MISSING));
      }
    }
  }
}
