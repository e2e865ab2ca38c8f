package io.weiyi.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.Caller;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Notices by text and robot: each person's choice, what the robots are sent, and many senders at once. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class ChannelsIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Clock clock;

    @Inject
    Outbox outbox;

    @Inject
    NoticeChoices choices;

    @Inject
    NoticeChoiceRows rows;

    @Inject
    ObjectMapper json;

    private CityFixture.Person person;
    private Caller caller;

    @BeforeEach
    void makeCity() {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org firm = city.firm();
        person = city.member(firm);
        caller = new Caller(
                person.id(),
                person.username(),
                person.displayName(),
                firm.id(),
                Set.of(firm.id()),
                Set.of(Role.MEMBER),
                Map.of(Role.MEMBER, Set.of(firm.id())),
                Set.of());
    }

    private List<String> channels() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT channel FROM outbox WHERE person_id = :id ORDER BY channel")
                        .bind("id", person.id())
                        .mapTo(String.class)
                        .list());
    }

    private void tell() {
        QuarkusTransaction.requiringNew().run(() -> outbox.notice(person.id(), "预约已确认"));
    }

    @Test
    void notice_goesWhereThePersonChose() {
        tell();
        assertThat(channels()).containsExactly("APP");
        choices.set(
                caller, new NoticeChoice(true, "WECOM", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", ""));
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE notice_choice SET robot_url = 'https://127.0.0.1:1/' WHERE person_id = ?", person.id()));
        tell();
        assertThat(channels()).containsExactly("APP", "APP", "ROBOT", "SMS");
        choices.set(caller, NoticeChoice.APP_ONLY);
        tell();
        assertThat(channels()).hasSize(5);
    }

    @Test
    void robot_ofAnyOtherAddress_isRefused() {
        for (String address : List.of(
                "http://qyapi.weixin.qq.com/x",
                "https://qyapi.weixin.qq.com.evil.example/x",
                "https://qyapi.weixin.qq.com@127.0.0.1/x",
                "https://127.0.0.1/x",
                "https://qyapi.weixin.qq.com:8443/x",
                "file:///etc/passwd",
                "not an address",
                "")) {
            assertThatThrownBy(() -> choices.set(caller, new NoticeChoice(false, "WECOM", address, "")))
                    .as(address)
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void robot_takesATextAndASignature_andARefusalIsAFailure() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        List<String> answers = Collections.synchronizedList(
                new ArrayList<>(List.of("{\"errcode\":0}", "{\"errcode\":310000}", "busy")));
        HttpServer server = server(seen, answers);
        try {
            String origin = "http://127.0.0.1:" + server.getAddress().getPort();
            Robots robots = new Robots(rows, clock, json, List.of(origin));
            rows.save(
                    person.id(),
                    new NoticeChoice(false, "DINGTALK", origin + "/robot/send?access_token=t", "SECx"),
                    clock.instant());
            robots.send(person.id(), "预约\"已确认\"");
            String query = seen.get(0).split(" ", 2)[0];
            JsonNode body = json.readTree(seen.get(0).split(" ", 2)[1]);
            assertThat(body.at("/msgtype").asText()).isEqualTo("text");
            assertThat(body.at("/text/content").asText()).isEqualTo("预约\"已确认\"");
            String timestamp = query.replaceFirst(".*timestamp=(\\d+).*", "$1");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("SECx".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            assertThat(URLDecoder.decode(query.replaceFirst(".*sign=", ""), StandardCharsets.UTF_8))
                    .isEqualTo(Base64.getEncoder()
                            .encodeToString(mac.doFinal((timestamp + "\nSECx").getBytes(StandardCharsets.UTF_8))));
            assertThatThrownBy(() -> robots.send(person.id(), "x")).hasMessageContaining("310000");
            assertThatThrownBy(() -> robots.send(person.id(), "x")).hasMessageContaining("without a code");
            rows.save(person.id(), new NoticeChoice(false, "WECOM", "http://localhost:1/", ""), clock.instant());
            assertThatThrownBy(() -> robots.send(person.id(), "x")).hasMessageContaining("not allowed");
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer server(List<String> seen, List<String> answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestURI().getRawQuery() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = answers.remove(0).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void send_manySendersAtOnceAndSomeDie_eachMessageGoesOut() throws Exception {
        Instant due = clock.instant().plus(Duration.ofDays(2));
        List<String> mine = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String to = "many-" + UUID.randomUUID();
            mine.add(to);
            QuarkusTransaction.requiringNew()
                    .run(() -> jdbi.useHandle(handle -> handle.execute(
                            "INSERT INTO outbox (stable_id, channel, recipient, body, created_at, due_at) VALUES (?, 'MAIL', ?, 'x', now(), ?)",
                            UUID.randomUUID(),
                            to,
                            due)));
        }
        List<String> delivered = Collections.synchronizedList(new ArrayList<>());
        Set<UUID> ids = Collections.synchronizedSet(new java.util.HashSet<>());
        Set<String> died = Collections.synchronizedSet(new java.util.HashSet<>());
        Delivery delivery = new Delivery(jdbi, "MAIL", (id, to, body) -> {
            // Every tenth sender loses its hold on the database before it delivers, as if it had been killed.
            if (mine.indexOf(to) % 10 == 0 && died.add(to)) {
                jdbi.useHandle(handle -> handle.execute("SELECT pg_terminate_backend(pg_backend_pid())"));
            }
            delivered.add(to);
            ids.add(id);
        });
        ExecutorService senders = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 3; round++) {
                Instant now = due.plus(Duration.ofHours(round));
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    running.add(senders.submit(() -> delivery.run(now)));
                }
                for (Future<?> one : running) {
                    one.get();
                }
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(died).hasSize(6);
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(mine);
        assertThat(ids).hasSize(60);
    }
}
