package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notice.page;
import static io.github.redisclusterexporter.alert.Notice.ticket;

import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.List;

/** The servers are well, and the tasks on them are not done. */
final class QueueScenarios {
  private static final Duration MAX_AGE = Duration.ofMinutes(1);
  private static final String PROMISED = "tasks:promised";
  private static final String UNPROMISED = "tasks:unpromised";
  private static final String UNATTENDED = "tasks:unattended";
  private static final String POISONED = "tasks:poisoned";
  private static final String IDLE = "tasks:idle";
  private static final String DEAD = "tasks:dead";
  private static final String LIST = "jobs:list";
  private static final String BULL = "bull:emails:wait";
  private static final String DOOMED = "doomed";
  private static final String FIRST_PENDING =
      "return redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1)[1][1]";
  private static final int DELIVERIES = 5;

  private QueueScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario(
            "tasks-not-done",
            QueueScenarios::atWork,
            scene -> {
              scene.tasks().work(false);
              List.of(UNATTENDED, IDLE, DEAD).forEach(scene.tasks()::add);
              List.of(LIST, BULL).forEach(key -> owner(scene, key).command("LPUSH", key, "1"));
              poison(scene.tasks());
            },
            scene ->
                List.of(
                    page("RedisQueueOldestTaskTooOld", "queue", PROMISED, "group", Tasks.GROUP),
                    page("RedisQueueStalled", "queue", UNPROMISED, "group", Tasks.GROUP),
                    page("RedisQueueStalled", "queue", UNATTENDED, "group", Tasks.GROUP),
                    page("RedisQueueStalled", "queue", LIST),
                    page("RedisQueueStalled", "queue", "emails"),
                    ticket("RedisQueueDeadLettersGrowing", "queue", DEAD),
                    ticket("RedisQueuePoisonTask", "queue", POISONED, "group", Tasks.GROUP)),
            scene -> {
              scene.tasks().work(true);
              scene.tasks().finish(UNATTENDED);
              List.of(LIST, BULL, DEAD).forEach(key -> owner(scene, key).command("DEL", key));
              removePoison(scene.tasks());
            }));
  }

  private static Scene atWork(Opening opening) {
    Scene scene = opening.cluster();
    scene.queue(
        "{ key = \"%s\", max-age = %s }".formatted(PROMISED, opening.scale().text(MAX_AGE)));
    List.of(UNPROMISED, POISONED).forEach(key -> scene.queue("{ key = \"%s\" }".formatted(key)));
    scene.queue("{ key = \"%s\", group = %s }".formatted(UNATTENDED, Tasks.GROUP));
    scene.queue("{ key = \"%s\" }".formatted(IDLE));
    scene.queue(
        "{ name = held, key = \"%s\", group = %s, watch = false }"
            .formatted(UNATTENDED, Tasks.GROUP));
    scene.queue("{ key = \"%s\" }".formatted(DEAD));
    scene.queue("{ key = \"%s\" }".formatted(LIST));
    scene.queue("{ preset = bullmq, queue = emails }");
    Tasks tasks = scene.startTasks(PROMISED, UNPROMISED);
    tasks.create(UNATTENDED);
    List.of(POISONED, IDLE, DEAD).forEach(tasks::create);
    return scene;
  }

  private static RedisServer owner(Scene scene, String key) {
    return scene.tasks().ownerOf(key);
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
