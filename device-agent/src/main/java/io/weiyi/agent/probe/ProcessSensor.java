package io.weiyi.agent.probe;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Signal {@code process}: one of the watched programs runs. */
final class ProcessSensor implements Sensor {
    /** More helpers of one program than this need not be remembered to know it again. */
    private static final int REMEMBERED_MAX = 8;

    /** More than this is no program but a machine full of them. */
    private static final int RUNNING_MAX = 64;

    private static final long HELPERS_MILLIS = 15_000;

    private static final Comparator<Program> OLDEST_FIRST = Comparator.comparing(Program::startedAt)
            .thenComparing(program -> program.process().pid());

    private final ProcessTable table;
    private List<ProgramPattern> patterns = List.of();
    private final Map<String, ProcessHandle> running = new LinkedHashMap<>();
    private long discoveredAt;

    ProcessSensor(ProcessTable table) {
        this.table = table;
    }

    /** Watches other programs from now on; what runs already is watched until it ends. */
    void watch(List<String> programs) {
        patterns = ProgramPattern.all(programs);
        discoveredAt = Long.MIN_VALUE / 2;
    }

    @Override
    public void look(long monoMillis) {
        running.values().removeIf(process -> !process.isAlive());
        if (!patterns.isEmpty() && (running.isEmpty() || monoMillis - discoveredAt >= HELPERS_MILLIS)) {
            discoveredAt = monoMillis;
            discover(monoMillis);
        }
    }

    /** The oldest first, so that the session is known by the program itself and not by a helper it started. */
    private void discover(long monoMillis) {
        table.programs(monoMillis).stream()
                .filter(program -> !running.containsKey(program.identity()))
                .filter(program -> patterns.stream().anyMatch(p -> p.matches(program.path(), program.commandLine())))
                .filter(program -> program.process().isAlive())
                .sorted(OLDEST_FIRST)
                .limit(RUNNING_MAX - running.size())
                .forEach(program -> running.put(program.identity(), program.process()));
    }

    @Override
    public Truth is(Signal signal) {
        return Truth.of(!running.isEmpty());
    }

    @Override
    public String told() {
        if (patterns.isEmpty()) {
            return "no program is named";
        }
        return running.isEmpty() ? "not running" : running.size() + " running";
    }

    Map<String, ProcessHandle> running() {
        return running;
    }

    /** What a later start of the agent needs to know the same programs again. */
    String token() {
        return running.keySet().stream().limit(REMEMBERED_MAX).collect(Collectors.joining(","));
    }

    /** Goes on watching the programs of a token; says whether any of them lives. */
    boolean adopt(String token) {
        Collection<String> identities = Arrays.asList(token.split(","));
        for (String identity : identities) {
            Program.find(identity).ifPresent(process -> running.put(identity, process));
        }
        return !running.isEmpty();
    }
}
