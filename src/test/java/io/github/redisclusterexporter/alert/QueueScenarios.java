package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notice.page;
import static io.github.redisclusterexporter.alert.Notice.ticket;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The server is well; what happens to the tasks on it. */
final class QueueScenarios {
  static final String TASKS_NOT_DONE = "tasks-not-done";

  private static final Duration MAX_AGE = Duration.ofMinutes(1);
  private static final String PROMISED = "tasks:promised";
  private static final String UNPROMISED = "tasks:unpromised";
  private static final String UNATTENDED = "tasks:unattended";
  private static final String IDLE = "tasks:idle";
  private static final String POISONED = "tasks:poisoned";
  private static final String DEAD = "tasks:dead";
  private static final String LIST = "jobs:list";
  private static final String WORKED_LIST = "jobs:worked";
  private static final String BULLMQ = "emails";
  private static final String BULLMQ_WAITING = "bull:emails:wait";
  private static final String BULLMQ_ACTIVE = "bull:emails:active";
  private static final String DOOMED = "doomed";
  private static final String FIRST_PENDING =
      "return redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1)[1][1]";
  private static final int DELIVERIES = 5;

  /** At one a round it takes longer than a queue may be without progress. */
  private static final int BATCH = 1500;

  private static final Duration BATCH_BOUND = Duration.ofMinutes(4);

  private QueueScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(TASKS_NOT_DONE, QueueScenarios::atWork)
            .tells(
                scene -> {
                  scene.tasks().work(false);
                  List.of(UNATTENDED, IDLE, DEAD).forEach(scene.tasks()::add);
                  poison(scene.tasks());
                  List.of(LIST, BULLMQ_WAITING).forEach(list -> push(scene.node(0), list, 3));
                },
                scene ->
                    List.of(
                        page("RedisQueueOldestTaskTooOld", "queue", PROMISED, "group", Tasks.GROUP),
                        page("RedisQueueStalled", "queue", UNPROMISED, "group", Tasks.GROUP),
                        page("RedisQueueStalled", "queue", UNATTENDED, "group", Tasks.GROUP),
                        page("RedisQueueStalled", "queue", LIST),
                        page("RedisQueueStalled", "queue", BULLMQ),
                        ticket("RedisQueueDeadLettersGrowing", "queue", DEAD),
                        ticket("RedisQueuePoisonTask", "queue", POISONED, "group", Tasks.GROUP)))
            .recoversBy(
                scene -> {
                  scene.tasks().work(true);
                  List.of(UNATTENDED, IDLE).forEach(scene.tasks()::finish);
                  removePoison(scene.tasks());
                  scene.node(0).command("DEL", LIST, BULLMQ_WAITING, DEAD);
                }),
        Scenario.of("nightly-batch", QueueScenarios::beforeTheNight)
            .tellsNothing(QueueScenarios::workOffBatch));
  }

  private static Scene atWork(Opening opening) {
    Scene scene = opening.single();
    scene.queue(
        "{ key = \"%s\", max-age = %s }".formatted(PROMISED, opening.scale().text(MAX_AGE)));
    scene.queue("{ key = \"%s\", group = %s }".formatted(UNATTENDED, Tasks.GROUP));
    scene.queue(
        "{ name = held, key = \"%s\", group = %s, watch = false }"
            .formatted(UNATTENDED, Tasks.GROUP));
    keys(scene, UNPROMISED, IDLE, POISONED, DEAD, LIST, WORKED_LIST);
    scene.queue("{ preset = bullmq, queue = %s }".formatted(BULLMQ));
    Tasks tasks = scene.startTasks(PROMISED, UNPROMISED);
    List.of(UNATTENDED, IDLE, POISONED, DEAD).forEach(tasks::create);
    tasks.add(DEAD);
    tasks.keepBusy(WORKED_LIST);
    push(scene.node(0), BULLMQ_ACTIVE, 1);
    return scene;
  }

  private static Scene beforeTheNight(Opening opening) {
    Scene scene = opening.single();
    keys(scene, UNPROMISED, LIST);
    scene.queue("{ preset = bullmq, queue = %s }".formatted(BULLMQ));
    scene.startTasks().create(UNPROMISED);
    return scene;
  }

  private static void keys(Scene scene, String... keys) {
    List.of(keys).forEach(key -> scene.queue("{ key = \"%s\" }".formatted(key)));
  }

  private static void push(RedisServer server, String list, int entries) {
    IntStream.range(0, entries).forEach(i -> server.command("LPUSH", list, Integer.toString(i)));
  }

  /** All at once, then one after the other until none is left. */
  private static void workOffBatch(Scene scene) {
    RedisServer server = scene.node(0);
    push(server, LIST, BATCH);
    push(server, BULLMQ_WAITING, BATCH);
    IntStream.range(0, BATCH).forEach(i -> scene.tasks().add(UNPROMISED));
    Eventually.await(
        BATCH_BOUND,
        "the batch is done",
        () -> {
          scene.tasks().finish(UNPROMISED, 1);
          Object bull = server.command("RPOP", BULLMQ_WAITING);
          return server.command("RPOP", LIST) == null && bull == null;
        });
  }

  /** A task is handed out again and again. */
  private static void poison(Tasks tasks) {
    tasks.add(POISONED);
    tasks
        .ownerOf(POISONED)
        .command("XREADGROUP", "GROUP", Tasks.GROUP, DOOMED, "STREAMS", POISONED, ">");
    for (int i = 1; i < DELIVERIES; i++) {
      tasks.ownerOf(POISONED).command("XAUTOCLAIM", POISONED, Tasks.GROUP, DOOMED, "0", "0");
    }
  }

  private static void removePoison(Tasks tasks) {
    String first = tasks.ownerOf(POISONED).text("EVAL", FIRST_PENDING, "1", POISONED, Tasks.GROUP);
    tasks.ownerOf(POISONED).command("XACK", POISONED, Tasks.GROUP, first);
  }
}
