package io.github.redisclusterexporter;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.redisclusterexporter.check.Finding;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import io.github.redisclusterexporter.key.NamedKeyFacts;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.AllowedCommand;
import io.github.redisclusterexporter.redis.AllowedCommands;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Credentials;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.redis.TlsConfig;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, and what none of them may do. */
@Order(1)
class ArchitectureTest {
  private static final String ROOT = "io.github.redisclusterexporter";
  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void net() {
    mayUse("net", none());
  }

  @Test
  void config() {
    mayUse("config", in("net"));
  }

  @Test
  void redis() {
    mayUse("redis", in("net").or(in("config")));
  }

  @Test
  void node() {
    mayUse(
        "node",
        in("net")
            .or(oneOf(AllowedCommand.class, AllowedCommands.class, Command.class))
            .or(oneOf(Reply.class, Fault.class)));
  }

  @Test
  void cluster() {
    mayUse("cluster", in("net").or(in("node")));
  }

  @Test
  void key() {
    mayUse(
        "key",
        in("config")
            .or(in("node"))
            .or(oneOf(AllowedCommand.class, Command.class, Reply.class, Fault.class)));
  }

  @Test
  void queue() {
    mayUse(
        "queue",
        in("config")
            .or(in("node"))
            .or(in("key"))
            .or(oneOf(AllowedCommand.class, Command.class, Reply.class, Fault.class)));
  }

  @Test
  void scrape() {
    mayUse(
        "scrape",
        in("net")
            .or(in("config"))
            .or(in("redis"))
            .or(in("node"))
            .or(in("cluster"))
            .or(oneOf(QueueFacts.class, PatternMatches.class))
            .or(oneOf(NamedKeyFacts.class, KeyGroupFacts.class)));
  }

  @Test
  void keyRead() {
    mayUse(
        "key.read",
        in("net")
            .or(in("config"))
            .or(in("redis"))
            .or(in("node"))
            .or(in("cluster"))
            .or(in("key"))
            .or(in("queue"))
            .or(in("scrape")));
  }

  @Test
  void metric() {
    mayUse(
        "metric",
        in("node")
            .or(in("cluster"))
            .or(in("key"))
            .or(in("queue"))
            .or(in("scrape"))
            .or(in("config"))
            .or(oneOf(Fault.class)));
  }

  @Test
  void check() {
    mayUse(
        "check",
        in("node")
            .or(in("cluster"))
            .or(in("key"))
            .or(in("queue"))
            .or(in("scrape"))
            .or(oneOf(RedisConfig.class, Credentials.class, TlsConfig.class, Fault.class))
            .or(oneOf(AllowedCommand.class, AllowedCommands.class)));
  }

  @Test
  void status() {
    mayUse(
        "status",
        in("node").or(in("cluster")).or(in("queue")).or(in("scrape")).or(oneOf(Finding.class)));
  }

  @Test
  void web() {
    mayUse("web", in("net").or(in("config")));
  }

  @Test
  void nobodyUsesTheRoot() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(PROJECT);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(PROJECT);
  }

  @Test
  void onlyOnePackageKnowsJedis() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".redis")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("redis.clients..")
        .check(PROJECT);
  }

  /** Together with {@code AllowedCommands}: no other command can reach a server. */
  @Test
  void commandsLeaveInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".redis.RedisConnection")
        .should()
        .callMethodWhere(
            JavaCall.Predicates.target(
                HasName.Predicates.nameMatching("sendCommand|executeCommand|executeBlocking.*")))
        .check(PROJECT);
  }

  @Test
  void metricsAndTheirServerKnowThePrometheusLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".metric", ROOT + ".web")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.prometheus..")
        .check(PROJECT);
  }

  /** Its static initializer turns on a timer of the JDK's server, which can block all clients. */
  @Test
  void nobodyLoadsTheServerOfThePrometheusLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.prometheus.metrics.exporter.httpserver.HTTPServer")
        .check(PROJECT);
  }

  @Test
  void onlyTheWebServerKnowsHttp() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".web")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.net.httpserver..")
        .check(PROJECT);
  }

  @Test
  void thereIsNoStaticState() {
    fields().that().areStatic().should().beFinal().check(PROJECT);
  }

  @Test
  void thereIsOneWayToLog() {
    noClasses()
        .that()
        .haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.Log(Config|Format)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(PROJECT);
  }

  /** A read-only file system is enough. */
  @Test
  void nobodyWritesFiles() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.FileOutputStream")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.FileWriter")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.RandomAccessFile")
        .orShould()
        .callMethodWhere(
            JavaCall.Predicates.target(
                    HasName.Predicates.nameMatching(
                        "(write|create|delete|move|copy|set|newOutput|newBuffered(W)).*"))
                .and(JavaCall.Predicates.target(owner(type(java.nio.file.Files.class)))))
        .check(PROJECT);
  }

  @Test
  void onlyTheRootWritesToTheTerminal() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(PROJECT);
  }

  @Test
  void nothingWaitsByTheWallClock() {
    // It may be set back or ahead at any moment. What tells the time of day is handed a Clock.
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(PROJECT);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .callMethod(Clock.class, "systemUTC")
        .check(PROJECT);
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".redis", ROOT + ".web")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class)
        .check(PROJECT);
  }

  @Test
  void onlyTheBackoffAndPeriodicTasksSleep() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".redis.Backoff")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".scrape.PeriodicTask")
        .should()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .check(PROJECT);
  }

  private static void mayUse(String name, DescribedPredicate<JavaClass> others) {
    DescribedPredicate<JavaClass> foreign = DescribedPredicate.not(resideInAPackage(ROOT + ".."));
    classes()
        .that()
        .resideInAPackage(ROOT + "." + name)
        .should()
        .onlyDependOnClassesThat(foreign.or(in(name)).or(others))
        .check(PROJECT);
  }

  private static DescribedPredicate<JavaClass> in(String name) {
    return resideInAPackage(ROOT + "." + name);
  }

  private static DescribedPredicate<JavaClass> none() {
    return DescribedPredicate.alwaysFalse();
  }

  private static DescribedPredicate<JavaClass> oneOf(Class<?>... classes) {
    DescribedPredicate<JavaClass> any = none();
    for (Class<?> one : classes) {
      any = any.or(type(one));
      for (Class<?> nested : one.getDeclaredClasses()) {
        any = any.or(type(nested));
      }
    }
    return any;
  }
}
