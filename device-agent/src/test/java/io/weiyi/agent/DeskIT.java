package io.weiyi.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.rig.AgentProcess;
import io.weiyi.agent.rig.LocalPage;
import io.weiyi.agent.rig.Plan;
import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import io.weiyi.agent.rig.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The person at the PC: the real agent process, its commands as processes, its page over HTTP, hooks as real programs. */
class DeskIT {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String CODE = "204816";

    private static TestBroker broker;
    private static Path enrolled;

    @TempDir
    Path folder;

    private TestServer server;
    private Path home;
    private final Plan plan = new Plan("i-1");

    @BeforeAll
    static void startBroker(@TempDir Path brokerFolder) {
        broker = new TestBroker(brokerFolder, AUTHORITY).start();
        enrolled = brokerFolder.resolve("enrolled");
        try (TestServer server = new TestServer(broker, AUTHORITY, List.of("i-1")).startHttp();
                AgentProcess enrol =
                        AgentProcess.start(enrolled, "enrol", "--server", server.url(), "--code", AUTHORITY.code())) {
            assertThat(enrol.awaitExit(60)).as(enrol.output()).isZero();
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(broker, AUTHORITY, List.of("i-1")).connect();
        server.forgetRetained();
        home = folder.resolve("home");
        try (Stream<Path> files = Files.walk(enrolled)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, home.resolve(enrolled.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        try (InputStream certificate = Files.newInputStream(home.resolve("identity/certificate.pem"))) {
            server.know(
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
    }

    @AfterEach
    void stop() {
        assertThat(server.problems()).isEmpty();
        assertThat(server.chainHolds()).isTrue();
        server.close();
    }

    /** Starts the agent with a program in use, and waits until it follows the plan. */
    private AgentProcess run(String script, String... lines) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "tick-seconds = 1",
                "local-port = 0",
                "closing-seconds = 3600",
                "instrument.i-1.probe = scripted",
                "instrument.i-1.script = " + script));
        settings.addAll(List.of(lines));
        Files.writeString(home.resolve("agent.properties"), String.join("\n", settings));
        AgentProcess run = AgentProcess.start(home, "run");
        follow();
        return run;
    }

    /** A booking has begun and lasts so many seconds more. */
    private void nowFor(int seconds) {
        Instant now = Instant.now();
        plan.book("77", CODE, now.minusSeconds(60), now.plusSeconds(seconds));
        follow();
    }

    private void follow() {
        server.publish("config", plan.next(), true);
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(JSON.std.mapFrom(Files.readString(home.resolve("status.json"))))
                        .containsEntry("configVersion", plan.version()));
    }

    private String command(int exit, String... arguments) {
        try (AgentProcess command = AgentProcess.start(home, arguments)) {
            assertThat(command.awaitExit(60)).as(command.output()).isEqualTo(exit);
            return command.output();
        }
    }

    private LocalPage page() {
        return LocalPage.of(home);
    }

    private List<Map<String, Object>> controls(String what) {
        return server.claims("control").stream()
                .filter(claim -> ((Map<?, ?>) claim.get("ctl")).get("what").equals(what))
                .toList();
    }

    private void awaitControls(String what, int number) {
        await().atMost(SOON).until(() -> controls(what).size() >= number);
    }

    private Path program(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    @Test
    void start_byCommand_bindsTheSessionAndEndsByPage() throws Exception {
        Instant now = Instant.now();
        plan.book("77", CODE, now.plusSeconds(600), now.plusSeconds(7800)).label("张**");
        try (AgentProcess run = run("active 1h")) {
            await().atMost(SOON).until(() -> !server.claims("session.tick").isEmpty());
            assertThat(server.claims("session.tick").get(0)).doesNotContainKey("bk");

            assertThat(command(0, "start", CODE)).startsWith("Started.");

            awaitControls("start", 1);
            await().atMost(SOON)
                    .until(() -> server.claims("session.tick").stream().anyMatch(tick -> "77".equals(tick.get("bk"))));
            String sid = (String) server.claims("session.start").get(0).get("sid");
            assertThat(controls("start").get(0))
                    .containsEntry("sid", sid)
                    .containsEntry("bk", "77")
                    .containsEntry("cause", "act");
            assertThat(command(0, "left")).contains("h 9 min left").contains("In use for");
            assertThat(command(0, "time", "--json")).contains("\"bookingId\" : \"77\"");

            LocalPage page = page();
            assertThat(page.read("zh")).contains("剩余", "张**", "已输入上机码").doesNotContain("<script");
            assertThat(page.read("en")).contains("left", "code was typed", "<html lang=\"en\">");
            assertThat(page.post("end", "")).contains("已结束，谢谢");

            await().atMost(SOON).until(() -> server.claims("session.end").size() == 1);
            assertThat(server.claims("session.end").get(0))
                    .containsEntry("cause", "user")
                    .containsEntry("bk", "77");
            assertThat(command(1, "end")).isEqualTo("Nothing is in use now.\n");
            assertThat(Files.getPosixFilePermissions(home.resolve("door.json")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(run.isAlive()).isTrue();
        }
    }

    @Test
    void start_wrongCodes_lockedOutAlsoForTheRightOne() throws Exception {
        Instant now = Instant.now();
        plan.book("77", CODE, now.minusSeconds(60), now.plusSeconds(3600));
        plan.book("78", "111111", now.plusSeconds(3600), now.plusSeconds(7200));
        plan.book("79", "222222", now.minusSeconds(7200), now.minusSeconds(3600));
        plan.book("80", "333333", now.plusSeconds(1200), now.plusSeconds(2400));
        try (AgentProcess run = run("pause 1h")) {
            LocalPage page = page();
            assertThat(page.post("start", "code=12345")).contains("六位数字");
            assertThat(page.post("start", "code=222222")).contains("已于");
            assertThat(page.post("start", "code=111111")).contains("太早了");
            assertThat(page.post("start", "code=333333")).contains("另一个预约");
            for (int left = 4; left >= 0; left--) {
                assertThat(page.post("start", "code=99999" + left)).contains("还可以再试 " + left + " 次");
            }
            assertThat(page.post("start", "code=" + CODE)).contains("分钟后再试");
            assertThat(page.call("POST", "start", "code=" + CODE))
                    .contains(" 429 ")
                    .containsIgnoringCase("Retry-After: 900");
            assertThat(command(1, "start", CODE)).contains("Try again in 15 minutes");
            assertThat(controls("start")).isEmpty();
            assertThat(run.isAlive()).isTrue();
        }
    }

    @Test
    void why_ofUseWithoutABooking_travelsAsASignedReading() throws Exception {
        try (AgentProcess run = run("active 3s; end; pause 1h")) {
            await().atMost(SOON).until(() -> !server.claims("session.tick").isEmpty());
            assertThat(command(1, "why", "fun")).startsWith("Choose a reason");
            assertThat(command(0, "why", "maintenance", "换灯丝 <b>")).isEqualTo("Noted, thank you.\n");
            awaitControls("why", 1);
            Map<String, Object> control = controls("why").get(0);
            assertThat(control)
                    .containsEntry("sid", server.claims("session.start").get(0).get("sid"))
                    .doesNotContainKey("bk");
            assertThat((Map<?, ?>) control.get("ctl"))
                    .isEqualTo(Map.of("what", "why", "why", "maintenance", "text", "换灯丝 <b>"));

            await().atMost(SOON).until(() -> server.claims("session.end").size() == 1);
            assertThat(page().read("zh")).contains("上一次使用没有预约", "已说明：维护");
            assertThat(page().post("why", "reason=training&text=%E6%96%B0%E5%90%8C%E5%AD%A6"))
                    .contains("已记下");
            awaitControls("why", 2);
            assertThat(run.isAlive()).isTrue();
        }
    }

    @Test
    void page_askedFromElsewhere_refused() throws Exception {
        try (AgentProcess run = run("active 1h")) {
            await().atMost(SOON).until(() -> !server.claims("session.start").isEmpty());
            LocalPage page = page();
            String token = page.formToken();
            String form = "token=" + token + "&instrument=i-1";
            assertThat(page.raw("GET", "/", "evil.example:" + page.port(), "", ""))
                    .contains(" 403 ");
            assertThat(page.raw("GET", "/", "evil.example", "", "")).contains(" 403 ");
            assertThat(page.raw("POST", "/end", page.host(), "Origin: http://evil.example\r\n", form))
                    .contains(" 403 ");
            assertThat(page.raw("POST", "/end", page.host(), "Origin: null\r\n", form))
                    .contains(" 403 ");
            assertThat(page.raw("POST", "/end", page.host(), "Sec-Fetch-Site: cross-site\r\n", form))
                    .contains(" 403 ");
            assertThat(page.raw("POST", "/end", page.host(), "", "token=guess&instrument=i-1"))
                    .contains(" 403 ");
            assertThat(page.raw("POST", "/end", page.host(), "Content-Type: text/plain\r\n", form))
                    .contains(" 415 ");
            assertThat(page.raw("POST", "/end", page.host(), "", "x=" + "y".repeat(5000)))
                    .contains(" 413 ");
            assertThat(page.raw("GET", "/end", page.host(), "", "")).contains(" 405 ");
            assertThat(page.raw("GET", "/door.json", page.host(), "", "")).contains(" 404 ");
            assertThat(page.raw("GET", "/api/left", page.host(), "", "")).contains(" 401 ");
            assertThat(page.raw("GET", "/api/left", page.host(), "Authorization: Bearer x\r\n", ""))
                    .contains(" 401 ");
            assertThat(page.raw("GET", "/api/left", "evil.example", page.bearer(), ""))
                    .contains(" 403 ");
            assertThat(page.raw("GET", "/api/left", page.host(), page.bearer(), ""))
                    .contains(" 200 ");
            assertThat(page.raw("GET", "/", page.host(), "", ""))
                    .contains("frame-ancestors 'none'", "nosniff", "no-store");
            assertThat(controls("end")).isEmpty();
            assertThat(run.isAlive()).isTrue();
        }
    }

    @Test
    void hook_windowOpensAndCloses_eachStepOnRecordBefore() throws Exception {
        Path hook = program("hook.sh", "echo \"$WEIYI_HOOK $WEIYI_BOOKING $1\" >> '" + folder + "/ran'", "echo done");
        try (AgentProcess run = run(
                "pause 1h",
                "instrument.i-1.hook-open = " + hook + " \"two words\"",
                "instrument.i-1.hook-close = " + hook + " off")) {
            nowFor(5);
            awaitControls("open", 3);
            awaitControls("close", 3);
            assertThat(Files.readAllLines(folder.resolve("ran"))).containsExactly("open 77 two words", "close 77 off");
            for (String what : List.of("open", "close")) {
                List<Map<String, Object>> steps = controls(what);
                assertThat(steps).extracting("cause").containsExactly("intent", "act", "confirm");
                assertThat(steps).extracting("sid").containsOnly(steps.get(0).get("sid"));
                assertThat(steps).extracting("bk").containsOnly("77");
                Map<?, ?> confirmed = (Map<?, ?>) steps.get(2).get("ctl");
                assertThat(confirmed.get("exit")).isEqualTo(0);
                assertThat(confirmed.get("result")).isEqualTo("ok");
            }
            assertThat(run.output()).contains("hook open of instrument i-1 for booking 77: ok, exit 0");
        }
    }

    @Test
    void hook_takesTooLong_stoppedWithAllItStarted() throws Exception {
        Path hook = program("slow.sh", "sleep 600 &", "echo $! > '" + folder + "/child'", "wait");
        Instant now = Instant.now();
        plan.book("77", CODE, now.minusSeconds(60), now.plusSeconds(600));
        try (AgentProcess run = run("pause 1h", "hook-limit-seconds = 1", "instrument.i-1.hook-open = " + hook)) {
            awaitControls("open", 3);
            assertThat(controls("open").get(2)).containsEntry("cause", "confirm");
            assertThat(((Map<?, ?>) controls("open").get(2).get("ctl")).get("result"))
                    .isEqualTo("timeout");
            long child =
                    Long.parseLong(Files.readString(folder.resolve("child")).strip());
            await().atMost(SOON)
                    .until(() -> ProcessHandle.of(child)
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
            assertThat(run.isAlive()).isTrue();
        }
    }

    @Test
    void hook_agentKilledWhileItRuns_doneAgainUnderTheSameOperation() throws Exception {
        Path hook = program(
                "lock.sh",
                "echo $$ >> '" + folder + "/pids'",
                "[ -e '" + folder + "/go' ] && exit 0",
                "exec sleep 600");
        Instant now = Instant.now();
        plan.book("77", CODE, now.minusSeconds(60), now.plusSeconds(600));
        try (AgentProcess run = run("pause 1h", "instrument.i-1.hook-open = " + hook)) {
            awaitControls("open", 2);
            await().atMost(SOON).until(() -> Files.exists(folder.resolve("pids")));
            // The program's pid is kept with the next commit, which the next reading shows.
            run.kill();
        }
        assertThat(controls("open")).extracting("cause").containsExactly("intent", "act");
        Files.createFile(folder.resolve("go"));
        try (AgentProcess again = AgentProcess.start(home, "run")) {
            awaitControls("open", 4);
            List<Map<String, Object>> steps = controls("open");
            assertThat(steps).extracting("cause").containsExactly("intent", "act", "act", "confirm");
            assertThat(steps).extracting("sid").containsOnly(steps.get(0).get("sid"));
            assertThat(((Map<?, ?>) steps.get(3).get("ctl")).get("try")).isEqualTo(2);
            assertThat(((Map<?, ?>) steps.get(3).get("ctl")).get("result")).isEqualTo("ok");
            assertThat(again.isAlive()).isTrue();
        } finally {
            for (String pid : Files.readAllLines(folder.resolve("pids"))) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void overrun_ownerEndsIt_sessionEndsAndWhatGoesOnIsAnotherOne() throws Exception {
        plan.overrun("END", 10, 0);
        try (AgentProcess run = run(
                "active 1h",
                "closing-seconds = 2",
                "notify-command = " + program("notify.sh", "echo \"$1\" >> '" + folder + "/told'"))) {
            await().atMost(SOON).until(() -> server.claims("session.start").size() == 1);
            nowFor(10);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(page().read("zh")).contains("请保存数据"));
            await().atMost(SOON).until(() -> server.claims("session.end").size() == 1);
            assertThat(server.claims("session.end").get(0))
                    .containsEntry("cause", "overrun")
                    .containsEntry("bk", "77");
            assertThat(((Map<?, ?>) controls("overrun").get(0).get("ctl")).get("policy"))
                    .isEqualTo("end");
            await().atMost(SOON).until(() -> server.claims("session.start").size() == 2);
            Map<String, Object> unbooked = server.claims("session.start").get(1);
            assertThat(unbooked).doesNotContainKey("bk");
            assertThat(((Number) unbooked.get("run")).longValue()).isGreaterThanOrEqualTo(2);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(Files.readString(folder.resolve("told"))).contains("请保存数据", "已被结束"));
            assertThat(run.isAlive()).isTrue();
        }
    }

    @Test
    void overrun_ownerLetsItRun_goesOnAndIsOnRecord() throws Exception {
        plan.overrun("RUN", 10, 0);
        try (AgentProcess run = run("active 1h")) {
            await().atMost(SOON).until(() -> server.claims("session.start").size() == 1);
            nowFor(5);
            awaitControls("overrun", 1);
            long ticks = server.claims("session.tick").size();
            await().atMost(SOON).until(() -> server.claims("session.tick").size() > ticks + 1);
            assertThat(((Map<?, ?>) controls("overrun").get(0).get("ctl")).get("policy"))
                    .isEqualTo("run");
            assertThat(server.claims("session.end")).isEmpty();
            assertThat(page().read("zh")).contains("已超时", "按超时使用记录");
            assertThat(run.isAlive()).isTrue();
        }
    }
}
