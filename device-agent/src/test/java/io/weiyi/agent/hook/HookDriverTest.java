package io.weiyi.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weiyi.agent.config.DeskSettings;
import io.weiyi.agent.reading.Content;
import io.weiyi.agent.reading.Control;
import io.weiyi.agent.reading.Stamp;
import io.weiyi.agent.session.Controls;
import io.weiyi.agent.session.Notes;
import io.weiyi.agent.session.OpenSession;
import io.weiyi.agent.session.SessionLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every point at which the agent may be killed in the middle of a hook, and what the next start makes of it. */
class HookDriverTest {
    private static final Optional<HookDriver.Window> NONE = Optional.empty();

    @TempDir
    Path folder;

    private final Log log = new Log();
    private final Map<String, String> disk = new HashMap<>();
    private final Map<String, String> memory = new HashMap<>();
    private HookDriver driver;

    private static Optional<HookDriver.Window> due(String booking) {
        return Optional.of(new HookDriver.Window(booking, Instant.EPOCH));
    }

    private void start() {
        memory.clear();
        memory.putAll(disk);
        Notes notes = new Notes() {
            @Override
            public Optional<String> note(String key) {
                return Optional.ofNullable(memory.get(key));
            }

            @Override
            public void keepNote(String key, String text) {
                memory.put(key, text);
            }
        };
        List<String> script = List.of("/bin/sh", "-c", "echo \"$WEIYI_HOOK $WEIYI_BOOKING\" >> ran");
        driver = new HookDriver(
                "i-1",
                new DeskSettings.Hooks(script, script),
                new Controls(log, "i-1", "process"),
                notes,
                new HookRunner(folder, Duration.ofSeconds(20), () -> {}));
    }

    private void commit() {
        disk.clear();
        disk.putAll(memory);
        driver.committed();
    }

    private void turn(Optional<HookDriver.Window> due) {
        driver.work(due, true);
        commit();
    }

    private void until(Optional<HookDriver.Window> due, String expected) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            turn(due);
            return String.join(" ", log.said).endsWith(expected);
        });
    }

    private List<String> ran() throws Exception {
        Path file = folder.resolve("ran");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void window_opensAndCloses_withoutACrash() throws Exception {
        start();
        turn(NONE);
        assertThat(log.said).isEmpty();
        until(due("7"), "open:confirm=ok");
        turn(due("7"));
        until(NONE, "close:confirm=ok");
        turn(NONE);
        assertThat(log.said)
                .containsExactly(
                        "open:intent", "open:act", "open:confirm=ok", "close:intent", "close:act", "close:confirm=ok");
        assertThat(ran()).containsExactly("open 7", "close 7");
    }

    @Test
    void window_followsAnother_closedForTheOneFirst() throws Exception {
        start();
        until(due("7"), "open:confirm=ok");
        until(due("8"), "close:confirm=ok open:intent open:act open:confirm=ok");
        assertThat(ran()).containsExactly("open 7", "close 7", "open 8");
    }

    @Test
    void killed_afterIntentBeforeItIsOnDisk_nothingHasHappened() throws Exception {
        start();
        driver.work(due("7"), true);
        start();
        log.said.clear();
        until(due("7"), "open:confirm=ok");
        assertThat(ran()).containsExactly("open 7");
    }

    @Test
    void killed_afterActIsOnDisk_doneAgain() throws Exception {
        start();
        turn(due("7"));
        driver.work(due("7"), true);
        disk.putAll(memory);
        assertThat(ran()).isEmpty();
        start();
        until(due("7"), "open:confirm=ok");
        assertThat(log.said).containsExactly("open:intent", "open:act", "open:act", "open:confirm=ok");
    }

    @Test
    void killed_andTheWindowIsOverAtTheNextStart_closedAndNotOpenedAgain() throws Exception {
        start();
        turn(due("7"));
        start();
        until(NONE, "close:confirm=ok");
        assertThat(log.said)
                .containsExactly(
                        "open:intent", "open:confirm=superseded", "close:intent", "close:act", "close:confirm=ok");
        assertThat(ran()).containsExactly("close 7");
    }

    @Test
    void hooks_notAllowed_nothingRuns() throws Exception {
        start();
        driver.work(due("7"), false);
        commit();
        assertThat(log.said).isEmpty();
        assertThat(ran()).isEmpty();
    }

    /** Remembers control readings in a short form. */
    private static final class Log implements SessionLog {
        final List<String> said = new ArrayList<>();

        @Override
        public Stamp stamp() {
            return new Stamp("boot", Instant.EPOCH, 0, null);
        }

        @Override
        public void write(Content content) {
            Control control = content.control();
            Object result = control.more().get("result");
            said.add(control.what() + ":" + content.cause() + (result == null ? "" : "=" + result));
        }

        @Override
        public void keep(String instrument, OpenSession session) {}

        @Override
        public void drop(String instrument) {}

        @Override
        public Optional<String> bookingNow(String instrument) {
            return Optional.empty();
        }
    }
}
