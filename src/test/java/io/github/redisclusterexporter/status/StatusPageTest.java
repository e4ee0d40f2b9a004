package io.github.redisclusterexporter.status;

import static io.github.redisclusterexporter.testing.Topology.addressOf;
import static io.github.redisclusterexporter.testing.Topology.idOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.check.Finding;
import io.github.redisclusterexporter.cluster.Failovers;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;

class StatusPageTest {
  private static final Failovers ONE_FAILOVER =
      new Failovers(
          Map.of(Failovers.Type.AUTOMATIC, 1L),
          Optional.of(Scene.NOW.minusSeconds(190)),
          List.of(failover("10.0.0.4:6379", "slot-0")),
          Optional.empty());

  private static Failovers.Event failover(String node, String shard) {
    return new Failovers.Event(
        Failovers.Type.AUTOMATIC,
        Scene.NOW.minusSeconds(190),
        Optional.of(node),
        Optional.of(shard),
        Optional.of(Duration.ofMillis(4230)));
  }

  private static QueueFacts unmeasured(String name) {
    return QueueFacts.unavailable(
        new QueueDefinition(name, name, QueueRules.of(0, QueueType.LIST)),
        Optional.of(Fault.READ_WRONG_TYPE));
  }

  static Stream<ClusterStatus> states() {
    return Stream.of(
        Scene.of(3, 1).status(),
        Scene.of(3, 1).with(unmeasured("tasks")).with(ONE_FAILOVER).status(),
        Scene.of(3, 1).silent(2, 5).state("fail").status(),
        Scene.of(3, 1).with(Member.primary(2, "5462-10921")).status(),
        Scene.of(3, 1).silent(1, 2, 3, 4, 5, 6).status(),
        Scene.of(20, 1).silent(21).status(),
        Scene.standalone().status());
  }

  @ParameterizedTest
  @MethodSource("states")
  void thePageIsWellFormedAndHasNoScript(ClusterStatus status) throws Exception {
    Document page = parse(Scene.html(status));
    assertThat(elements(page, "main")).hasSize(1);
    assertThat(elements(page, "h1")).hasSize(1);
    assertThat(elements(page, "h2")).hasSize(1);
    assertThat(names(page))
        .doesNotContain("script", "img", "iframe", "form", "link", "object")
        .contains("header", "main", "footer", "nav", "section");
    for (Element table : elements(page, "table")) {
      for (Element heading : within(table, "th")) {
        assertThat(heading.getAttribute("scope")).isIn("col", "row", "rowgroup");
      }
    }
    for (Element element : all(page)) {
      NamedNodeMap attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        assertThat(attributes.item(i).getNodeName()).doesNotStartWith("on").isNotEqualTo("style");
      }
    }
  }

  @Test
  void whatServersSayIsTextAndNothingElse() throws Exception {
    String hostile =
        "</title><script>alert(1)</script>\" onload='x' \u0000\u001b[2J\u202e\u2066`&lt;";
    String visible =
        "</title><script>alert(1)</script>\" onload='x' \\u{0}\\u{1b}[2J\\u{202e}\\u{2066}`&lt;";
    ClusterStatus real =
        Scene.of(3, 1)
            .with(unmeasured(hostile))
            .with(
                new Failovers(
                    Map.of(),
                    Optional.of(Scene.NOW),
                    List.of(failover(hostile, hostile)),
                    Optional.empty()))
            .status();
    List<Finding> findings = new ArrayList<>(real.findings());
    findings.add(new Finding(Finding.Impact.USERS, hostile, List.of(hostile), hostile));
    String html =
        Scene.html(
            new ClusterStatus(hostile, real.scrape(), findings, List.of(hostile), Scene.NOW),
            Scene.of(1, 0).status());

    Document page = parse(html);
    assertThat(names(page)).doesNotContain("script");
    assertThat(elements(page, "title"))
        .singleElement()
        .satisfies(title -> assertThat(title.getTextContent()).contains(visible));
    assertThat(page.getDocumentElement().getTextContent()).contains(visible);
    assertThat(html).doesNotContain("<script", "\u0000", "\u001b", "\u202e", "\u2066");
    for (Element element : all(page)) {
      assertThat(element.hasAttribute("onload")).isFalse();
    }
  }

  @Test
  void anAnnouncedHostNameNeverBecomesPartOfACommand() throws Exception {
    Scene scene =
        Scene.of(3, 1)
            .silent(1)
            .with(Member.replica(4, 1).at("10.0.0.4:6379@16379,a.$(reboot).example"));
    String html = scene.html();
    for (Element code : elements(parse(html), "code")) {
      assertThat(code.getTextContent()).doesNotContain("$(");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.1:6379", "redis-0.redis.svc:6379", "[2001:db8::1]:6379", "[::1]:6379"})
  void theAddressInACommand(String name) {
    assertThat(Format.isPlain(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$(x):1",
        "a;b:1",
        "-h:1",
        "a b:1",
        "`x`:1",
        "a'b:1",
        "noaddr-01",
        "a|b:1",
        "a\nb:1"
      })
  void aNameThatIsNoAddressIsNotInACommand(String name) {
    assertThat(Format.isPlain(name)).isFalse();
  }

  @Test
  void aDeadShardHasItsRemedy() throws Exception {
    String text = text(Scene.of(3, 1).silent(2).html());
    assertThat(text)
        .contains(
            "Shard slot-5461 has no primary that answers: commands on the keys of its 5,461 slots"
                + " (5461–10921) fail. Users notice this now.")
        .contains("10.0.0.2:6379: does not answer")
        .contains("redis-cli -u redis://10.0.0.5:6379 CLUSTER FAILOVER FORCE");
    assertThat(text(Scene.of(3, 1).silent(2, 5).html()))
        .contains("Start one of these nodes again.")
        .contains("Do not run redis-cli --cluster fix");
    assertThat(text(Scene.of(3, 1).silent(1, 2).html()))
        .contains("Too few primaries are left to elect another one")
        .contains("CLUSTER FAILOVER TAKEOVER");
  }

  @Test
  void aPrimaryThatLoadsIsNotRestarted() throws Exception {
    assertThat(text(Scene.of(3, 1).with(2, node -> node.withInfo("loading", "1")).html()))
        .contains(
            "Wait: 10.0.0.2:6379 is loading its data, and a restart starts the loading again. Type"
                + " redis-cli -u redis://10.0.0.2:6379 INFO persistence to see how far it is.");
  }

  @Test
  void aRemedyNamesANodeThatAnswersAndLinksItsRunbook() throws Exception {
    String html = Scene.of(3, 1).silent(1, 4).html();
    assertThat(text(html)).contains("redis-cli --cluster check 10.0.0.2:6379");
    assertThat(elements(parse(html), "a"))
        .extracting(link -> link.getAttribute("href"))
        .anyMatch(target -> target.endsWith("/blob/main/docs/runbooks"));
    assertThat(elements(parse(Scene.of(3, 1).silent(4).html()), "a"))
        .anySatisfy(
            link ->
                assertThat(link.getAttribute("href"))
                    .endsWith("/docs/runbooks/redisclustershardunprotected.md"));
  }

  @Test
  void slotsThatNobodyServesAreNamed() throws Exception {
    assertThat(text(Scene.of(3, 1).silent(2, 5).html()))
        .contains("Owner does not answer (solid red): 5,461 slots, 5461–10921.");
    assertThat(text(Scene.of(3, 1).with(Member.primary(2, "5462-10921")).html()))
        .contains("No owner (red stripes): 1 slot, 5461.")
        .contains("1 slot has no owner (5461)");
    assertThat(text(Scene.of(3, 1).html())).contains("Each slot is served by one primary.");
  }

  @Test
  void theLastFailoverHasItsDuration() throws Exception {
    assertThat(text(Scene.of(3, 1).with(ONE_FAILOVER).html()))
        .contains(
            "Last failover: 3 min ago, 10.0.0.4:6379 became the primary of shard slot-0; its slots"
                + " were not served for 4.2 s.");
    assertThat(text(Scene.of(3, 1).html())).contains("No failover since the exporter started.");
  }

  @Test
  void theNodesThatAnswerAreCounted() throws Exception {
    assertThat(text(Scene.of(3, 1).html())).contains("6 nodes answer ·");
    assertThat(text(Scene.of(3, 1).silent(5).html())).contains("5 of 6 nodes answer ·");
    assertThat(text(Scene.of(3, 1).silent(1, 3, 4, 5, 6).html()))
        .contains("1 of 6 nodes answers ·");
    assertThat(text(Scene.of(3, 1).silent(1, 2, 3, 4, 5, 6).html()))
        .contains("0 of 6 nodes answer");
    assertThat(text(Scene.standalone().html())).contains("1 node answers ·");
    assertThat(text(Scene.standalone().silent(1).html())).contains("1 node does not answer");
  }

  @Test
  void slotsAndQueuesAreCountedInSingularAndPlural() throws Exception {
    assertThat(text(Scene.of(3, 1).with(Member.primary(2, "5462-10921")).html()))
        .contains("1 slot has no owner (5461): commands on its keys fail.");
    assertThat(text(Scene.of(3, 1).with(Member.primary(2, "5463-10921")).html()))
        .contains("2 slots have no owner (5461–5462): commands on their keys fail.");
    assertThat(text(withQueues(101)))
        .contains("The page with the metrics has 1 more queue or group.");
    assertThat(text(withQueues(10_000)))
        .contains("The page with the metrics has 9,900 more queues and groups.");
  }

  private static String withQueues(int number) {
    return Scene.of(3, 1)
        .with(
            IntStream.range(0, number)
                .mapToObj(i -> unmeasured("tasks:" + i))
                .toArray(QueueFacts[]::new))
        .html();
  }

  @Test
  void aStandaloneServerHasNoSlots() throws Exception {
    Document page = parse(Scene.standalone().html());
    assertThat(elements(page, "svg")).isEmpty();
    assertThat(text(Scene.standalone().html())).contains("10.0.0.1:6379 primary");
  }

  @Test
  void itLinksTheOtherPages() throws Exception {
    assertThat(elements(parse(Scene.of(3, 1).html()), "a"))
        .extracting(link -> link.getAttribute("href"))
        .contains("./", "?refresh=10", "metrics", "-/healthy");
  }

  @Test
  void severalClustersHaveAList() throws Exception {
    String html =
        Scene.html(
            Scene.of(3, 1).status("shop"),
            Scene.of(3, 1).silent(1, 4).status("cache"),
            Scene.of(3, 0).silent(1, 2, 3).status("mail"));
    Document page = parse(html);
    assertThat(elements(page, "title").get(0).getTextContent()).isEqualTo("Users notice: cache");
    assertThat(elements(page, "nav").get(0).getTextContent())
        .isEqualTo("cache Users noticemail Not knownshop Healthy");
    assertThat(within(elements(page, "nav").get(0), "a"))
        .extracting(link -> link.getAttribute("href"))
        .containsExactly("#cluster-2", "#cluster-3", "#cluster-1");
    assertThat(elements(page, "h2"))
        .extracting(heading -> heading.getAttribute("id"))
        .containsExactly("cluster-2", "cluster-3", "cluster-1");
    assertThat(elements(page, "section")).hasSize(3);
    assertThat(elements(page, "details")).isEmpty();
  }

  @Test
  void ofManyClustersTheHealthyOnesAreFolded() throws Exception {
    Document page =
        parse(
            Scene.html(
                Scene.of(3, 1).status("shop"),
                Scene.of(3, 1).status("mail"),
                Scene.of(3, 1).silent(1, 4).status("cache"),
                Scene.standalone().status("jobs")));
    assertThat(elements(page, "summary"))
        .extracting(Element::getTextContent)
        .containsExactly("Details of shop", "Details of mail", "Details of jobs");
    assertThat(elements(page, "details"))
        .noneSatisfy(details -> assertThat(within(details, "h2")).isNotEmpty());
  }

  @Test
  void noTwoTablesHaveTheSameName() throws Exception {
    ClusterStatus status = Scene.of(20, 1).silent(21).with(unmeasured("tasks")).status("shop");
    Document page = parse(Scene.html(status, Scene.of(3, 1).with(ONE_FAILOVER).status("cache")));
    assertThat(elements(page, "table"))
        .extracting(table -> table.getAttribute("aria-label"))
        .containsExactlyInAnyOrder(
            "Shards with a problem of shop",
            "Shards without a problem of shop",
            "Queues of shop",
            "Shards of cache",
            "Last failovers of cache");
  }

  @Test
  void aLargeClusterIsASmallPage() throws Exception {
    String page = Scene.of(40, 2).html();
    assertThat(page.length()).isLessThan(50_000);
    assertThat(text(page)).contains("40 shards without a problem").contains("10.0.0.120:6379");
    assertThat(withQueues(10_000).length()).isLessThan(50_000);
  }

  @Test
  void aShardWithAProblemIsNotFolded() throws Exception {
    Document page = parse(Scene.of(20, 1).silent(21).html());
    String folded = elements(page, "details").get(0).getTextContent();
    assertThat(folded).contains("19 shards without a problem").doesNotContain("10.0.0.21:6379");
    assertThat(page.getDocumentElement().getTextContent()).contains("10.0.0.21:6379");
  }

  @Test
  void onlyTheStyleOfThePageIsAllowed() throws Exception {
    StatusPage page = new StatusPage(List.of(Scene.of(3, 1).status()), Scene.NOW);
    String style =
        elements(parse(page.html(Duration.ZERO, false)), "style").get(0).getTextContent();
    String digest =
        Base64.getEncoder()
            .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8)));
    assertThat(page.contentSecurityPolicy())
        .startsWith("default-src 'none'; style-src 'sha256-" + digest + "';");
  }

  @Test
  void itTellsItsAgeAndRefreshesOnlyWhenAsked() throws Exception {
    StatusPage page = new StatusPage(List.of(Scene.of(3, 1).status()), Scene.NOW);
    assertThat(text(page.html(Duration.ofMillis(10), false)))
        .contains("Read at 2026-03-01 03:04:05 UTC, just now.");
    assertThat(text(page.html(Duration.ofMillis(2100), false))).contains("2 seconds ago.");
    assertThat(page.html(Duration.ZERO, false)).doesNotContain("http-equiv");
    assertThat(page.html(Duration.ZERO, true)).contains("http-equiv=\"refresh\"");
  }

  @Test
  void replicasWithoutALinkAndNodesThatLoad() throws Exception {
    assertThat(
            text(
                Scene.of(3, 1)
                    .with(4, node -> node.withInfo("master_link_status", "down"))
                    .with(3, node -> node.withInfo("loading", "1"))
                    .with(new Member(idOf(7), addressOf(7), "master", "-", ""))
                    .html()))
        .contains("replica, no link to its primary")
        .contains("primary, loads its data")
        .contains("Nodes without slots");
  }

  private static Document parse(String html) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(html.getBytes(UTF_8)));
  }

  /** What a reader sees, with a blank between cells. */
  private static String text(String html) throws Exception {
    return parse(html.replaceAll("</t[dh]>", " $0"))
        .getDocumentElement()
        .getTextContent()
        .replaceAll("\\s+", " ");
  }

  private static List<Element> all(Document page) {
    return list(page.getElementsByTagName("*"));
  }

  private static List<Element> elements(Document page, String name) {
    return list(page.getElementsByTagName(name));
  }

  private static List<Element> within(Element element, String name) {
    return list(element.getElementsByTagName(name));
  }

  private static List<Element> list(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static Set<String> names(Document page) {
    Set<String> names = new TreeSet<>();
    all(page).forEach(element -> names.add(element.getTagName()));
    return names;
  }
}
