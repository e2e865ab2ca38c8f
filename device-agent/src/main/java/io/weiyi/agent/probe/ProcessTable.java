package io.weiyi.agent.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The programs that run on this machine, shared by all instruments. Listing the pids is cheap and asking for what they are
 * is not, so a process is asked when it is new, again while it is (it may yet become another program), and all of them once
 * a minute (a pid may be used again). One that is no program, as a part of the kernel, is remembered like any other.
 */
public final class ProcessTable {
    /** A shell starts as a copy of itself before it becomes the program. */
    private static final long YOUNG_MILLIS = 5_000;

    private static final long ALL_AGAIN_MILLIS = 60_000;

    private final ProcessSource source;
    private final long everyMillis;
    private final Map<Long, Known> known = new HashMap<>();
    private long listedAt = Long.MIN_VALUE / 2;
    private long allAt = Long.MIN_VALUE / 2;

    private record Known(@Nullable Program program, long firstSeenAt) {}

    public ProcessTable() {
        this(ProcessSource.ofThisMachine());
    }

    ProcessTable(ProcessSource source) {
        this.source = source;
        this.everyMillis = source.everyMillis();
    }

    /** The programs as of now, or of a moment ago. */
    List<Program> programs(long monoMillis) {
        if (monoMillis - listedAt >= everyMillis) {
            list(monoMillis);
        }
        return known.values().stream()
                .flatMap(one -> Stream.ofNullable(one.program()))
                .toList();
    }

    private void list(long now) {
        boolean all = now - allAt >= ALL_AGAIN_MILLIS;
        if (all) {
            allAt = now;
        }
        listedAt = now;
        Set<Long> pids = source.pids().boxed().collect(Collectors.toSet());
        known.keySet().retainAll(pids);
        for (Long pid : pids) {
            Known before = known.get(pid);
            if (before == null || all || now - before.firstSeenAt() < YOUNG_MILLIS) {
                Program program = source.program(pid).orElse(null);
                known.put(pid, new Known(program, firstSeen(before, program, now)));
            }
        }
    }

    private static long firstSeen(@Nullable Known before, @Nullable Program program, long now) {
        return before != null && Objects.equals(identity(before.program()), identity(program))
                ? before.firstSeenAt()
                : now;
    }

    private static @Nullable String identity(@Nullable Program program) {
        return program == null ? null : program.identity();
    }
}
