package io.weiyi.agent.probe;

import io.weiyi.agent.reading.Cause;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * In use while one of the watched programs runs. A program is known by pid and start time together, for pids are used
 * again. Nothing tells idle from active here, so all of it is active.
 */
public final class ProcessProbe implements Probe {
    /** More helpers of one program than this need not be remembered to know it again. */
    private static final int REMEMBERED_MAX = 8;

    private final Supplier<Stream<ProcessHandle>> processes;
    private final long pollMillis;
    private List<String> watch;
    private final Set<String> running = new LinkedHashSet<>();
    private @Nullable String key;

    public ProcessProbe(List<String> watch, Duration poll) {
        this(watch, poll, ProcessHandle::allProcesses);
    }

    ProcessProbe(List<String> watch, Duration poll, Supplier<Stream<ProcessHandle>> processes) {
        this.watch = normalised(watch);
        this.pollMillis = poll.toMillis();
        this.processes = processes;
    }

    /** Watches other programs from now on; what is in use goes on until it ends. */
    public void watch(List<String> programs) {
        watch = normalised(programs);
    }

    @Override
    public String kind() {
        return "process";
    }

    @Override
    public Observation look(long monoMillis) {
        running.removeIf(identity -> find(identity).isEmpty());
        if (running.isEmpty() || key == null) {
            discover();
        }
        if (running.isEmpty()) {
            key = null;
            return Observation.notInUse(Cause.EXIT, monoMillis);
        }
        String current = key;
        if (current == null) {
            current = running.iterator().next();
            key = current;
        }
        String token = running.stream().limit(REMEMBERED_MAX).collect(Collectors.joining(","));
        return Observation.inUse(current, true, token, monoMillis);
    }

    @Override
    public long nextLookAt(long monoMillis) {
        return monoMillis + pollMillis;
    }

    @Override
    public boolean resume(String token, long monoMillis) {
        List<String> alive = Arrays.stream(token.split(","))
                .filter(identity -> find(identity).isPresent())
                .toList();
        running.addAll(alive);
        key = alive.isEmpty() ? null : token.split(",")[0];
        return !alive.isEmpty();
    }

    /** The oldest first, so that the session is known by the program itself and not by a helper it started. */
    private void discover() {
        if (watch.isEmpty()) {
            return;
        }
        List<ProcessHandle> found = new ArrayList<>();
        try (Stream<ProcessHandle> all = processes.get()) {
            all.filter(this::isWatched).forEach(found::add);
        }
        found.sort(Comparator.comparing(ProcessProbe::startedAt).thenComparing(ProcessHandle::pid));
        found.stream().map(ProcessProbe::identity).forEach(running::add);
    }

    private boolean isWatched(ProcessHandle process) {
        Optional<String> command = process.info().command();
        if (command.isEmpty()) {
            return false;
        }
        String path = normalised(command.get());
        String name = path.substring(path.lastIndexOf('/') + 1);
        return watch.stream().anyMatch(w -> w.contains("/") ? w.equals(path) : w.equals(name));
    }

    private static Optional<ProcessHandle> find(String identity) {
        int at = identity.indexOf('@');
        try {
            return at < 1
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(identity.substring(0, at)))
                            .filter(ProcessHandle::isAlive)
                            .filter(process -> identity(process).equals(identity));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String identity(ProcessHandle process) {
        return process.pid() + "@" + startedAt(process).toEpochMilli();
    }

    private static Instant startedAt(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    /** A path that is a link is watched under its real name too, for that is what the system reports. */
    private static List<String> normalised(List<String> programs) {
        List<String> all = new ArrayList<>();
        for (String program : programs) {
            all.add(normalised(program));
            Path path = Path.of(program);
            if (path.isAbsolute() && Files.exists(path)) {
                try {
                    all.add(normalised(path.toRealPath().toString()));
                } catch (IOException e) {
                    System.getLogger(ProcessProbe.class.getName())
                            .log(System.Logger.Level.DEBUG, "cannot resolve {0}", program);
                }
            }
        }
        return List.copyOf(all);
    }

    /** Windows does not care for case, nor which way a slash leans. */
    private static String normalised(String path) {
        return File.separatorChar == '\\' ? path.replace('\\', '/').toLowerCase(Locale.ROOT) : path;
    }
}
