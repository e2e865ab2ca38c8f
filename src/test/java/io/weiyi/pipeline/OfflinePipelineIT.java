package io.weiyi.pipeline;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instrument's PC that no network ever reaches: enrolled and metered by files alone. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class OfflinePipelineIT {

    @TempDir
    Path folder;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Test
    void files_carryEnrolmentReadingsAcksAndCertificate() throws Exception {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org lab = city.provider();
        CityFixture.Instrument instrument = city.instrument(lab).create();
        String manager = city.bearer(city.manager(lab));
        String code = given().header("Authorization", manager)
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/instruments/{i}/enrolment-codes", instrument.id())
                .then()
                .statusCode(201)
                .extract()
                .path("code");

        Path asked = folder.resolve("asked.zip");
        assertThat(agent("export", asked.toString(), "--code", code)).as(log()).isZero();
        String device = bring(manager, asked)
                .statusCode(200)
                .body("certificate", equalTo("FIRST"))
                .extract()
                .path("deviceId");
        // Brought once more: the code is used, but by the same key.
        bring(manager, asked).statusCode(200).body("deviceId", equalTo(device));
        assertThat(agent("import", answer(manager, device).toString()))
                .as(log())
                .isZero();

        configure(instrument.id());
        Process run = start("run");
        await().atMost(Duration.ofSeconds(60)).until(this::ended);
        run.destroy();
        assertThat(run.waitFor()).isNotNegative();

        Path full = folder.resolve("full.zip");
        assertThat(agent("export", full.toString())).as(log()).isZero();
        int taken = bring(manager, full)
                .statusCode(200)
                .body("refused", equalTo(0))
                .body("certificate", equalTo("SAME"))
                .extract()
                .path("taken");
        assertThat(taken).isGreaterThanOrEqualTo(3);
        bring(manager, full).statusCode(200).body("taken", equalTo(taken));
        given().header("Authorization", manager)
                .get("/api/v1/usage-sessions?instrumentId={i}", instrument.id())
                .then()
                .body("items.source", contains("OFFLINE_IMPORT"))
                .body("items.verification", contains("VERIFIED"))
                .body("items.runSeconds", contains(4))
                .body("items.activeSeconds", contains(3));

        assertThat(agent("import", answer(manager, device).toString()))
                .as(log())
                .isZero();
        assertThat(log()).contains("; 0 still wait.");
        Path rest = folder.resolve("rest.zip");
        assertThat(agent("export", rest.toString())).as(log()).isZero();
        bring(manager, rest).statusCode(200).body("readings", equalTo(0));

        // A forged answer is not followed.
        Path forged = folder.resolve("forged.jws");
        String real = Files.readString(answer(manager, device));
        Files.writeString(forged, real.substring(0, real.length() - 6) + "AAAAAA");
        assertThat(agent("import", forged.toString())).isEqualTo(1);
    }

    /** The scripted session is over when the status says that none is open any more. */
    private boolean ended() throws IOException {
        Path status = home().resolve("status.json");
        if (!Files.exists(status)) {
            return false;
        }
        String text = Files.readString(status);
        boolean written = text.matches("(?s).*\"lastSeq\":([3-9]|[1-9][0-9]+)\\b.*");
        return written && text.contains("\"sessions\":[]");
    }

    private void configure(long instrument) throws IOException {
        Files.writeString(home().resolve("agent.properties"), """
                tick-seconds = 1
                alive-seconds = 3600
                server-settings = ignore
                broker = ssl://127.0.0.1:9
                instrument.%1$d.probe = scripted
                instrument.%1$d.script = pause 1s; active 3s; idle 1s; end; pause 1h
                """.formatted(instrument));
    }

    private ValidatableResponse bring(String manager, Path file) {
        return given().header("Authorization", manager)
                .multiPart("file", file.toFile(), "application/zip")
                .post("/api/v1/devices/offline-import")
                .then();
    }

    private Path answer(String manager, String device) throws IOException {
        Path file = folder.resolve("answer.jws");
        Files.writeString(
                file,
                given().header("Authorization", manager)
                        .get("/api/v1/devices/{d}/offline-answer", device)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString());
        return file;
    }

    private Path home() {
        return folder.resolve("home");
    }

    private String log() throws IOException {
        Path log = folder.resolve("agent.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private int agent(String... arguments) throws IOException, InterruptedException {
        return start(arguments).waitFor();
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-jar",
                Path.of("device-agent", "target", "weiyi-agent.jar").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", home().toString()));
        Path log = folder.resolve("agent.log");
        if (!Files.exists(log)) {
            Files.writeString(log, "", StandardOpenOption.CREATE);
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }
}
