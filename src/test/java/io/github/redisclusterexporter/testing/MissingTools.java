package io.github.redisclusterexporter.testing;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Says in one line at the end of the run what this machine lacks, and what was not tested so. */
public final class MissingTools implements TestExecutionListener {
  private static final Set<String> MISSING = new TreeSet<>();

  /**
   * Called by a test that cannot do its work here.
   *
   * @param tool what would have to be installed
   * @param untested what it would have tested
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
