package io.weiyi.testing;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/**
 * CPU time as the system counts it: of this process, of groups of its threads, and of the PostgreSQL behind a connection.
 * Wall clocks say little on a machine that others use as well; CPU time says what the work costs whoever else is there.
 */
public final class CpuMeter {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /** Of /proc/PID/stat, counted from the field after the name. */
    private static final int STAT_PARENT = 1;

    private static final int STAT_USER = 11;
    private static final int STAT_SYSTEM = 12;
    private static final int STAT_DEAD_CHILDREN_USER = 13;
    private static final int STAT_DEAD_CHILDREN_SYSTEM = 14;
    /** Linux tells user programs of CPU time in hundredths of a second whatever its own clock does. */
    private static final long NANOS_A_TICK = 10_000_000;

    private final long postmaster;

    /** Any connection of the database leads to the process that is the parent of all its others. */
    public CpuMeter(Jdbi jdbi) {
        long backend = jdbi.withHandle(handle ->
                handle.createQuery("SELECT pg_backend_pid()").mapTo(Long.class).one());
        this.postmaster = stat(Path.of("/proc", String.valueOf(backend)))[STAT_PARENT];
    }

    /** All that was used up to now. */
    public Used now() {
        Map<String, Long> threads = new HashMap<>();
        for (ThreadInfo info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            long nanos = info == null ? -1 : THREADS.getThreadCpuTime(info.getThreadId());
            if (nanos > 0) {
                threads.merge(group(info.getThreadName()), nanos, Long::sum);
            }
        }
        return new Used(SYSTEM.getProcessCpuTime(), threads, database());
    }

    private static String group(String name) {
        return name.replaceAll("[0-9a-f]{12}", "").replaceAll("[-0-9]+", "-");
    }

    private long database() {
        long[] own = stat(Path.of("/proc", String.valueOf(postmaster)));
        long ticks = own[STAT_USER] + own[STAT_SYSTEM] + own[STAT_DEAD_CHILDREN_USER] + own[STAT_DEAD_CHILDREN_SYSTEM];
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                long[] stat = stat(process);
                if (stat.length > 0 && stat[STAT_PARENT] == postmaster) {
                    ticks += stat[STAT_USER] + stat[STAT_SYSTEM];
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ticks * NANOS_A_TICK;
    }

    /** The numbers after the name; none when the process has ended meanwhile, and its parent counts it from then on. */
    private static long[] stat(Path process) {
        String[] fields;
        try {
            String line = Files.readString(process.resolve("stat"));
            fields = line.substring(line.lastIndexOf(')') + 2).strip().split(" ");
        } catch (IOException e) {
            return new long[0];
        }
        long[] numbers = new long[STAT_DEAD_CHILDREN_SYSTEM + 1];
        for (int i = STAT_PARENT; i < numbers.length; i++) {
            numbers[i] = Long.parseLong(fields[i]);
        }
        return numbers;
    }

    /**
     * CPU time.
     *
     * @param processNanos all of this process: threads, garbage collector, compiler
     * @param threadNanos by the name of the thread, without its number
     * @param databaseNanos the postmaster, its helpers and its backends, those that are gone included
     */
    public record Used(long processNanos, Map<String, Long> threadNanos, long databaseNanos) {

        public Used {
            threadNanos = Map.copyOf(threadNanos);
        }

        /** What was used since an earlier look. Threads that ended in between are only in the process. */
        public Used since(Used before) {
            Map<String, Long> used = new TreeMap<>();
            threadNanos.forEach((name, nanos) -> used.put(name, nanos - before.threadNanos.getOrDefault(name, 0L)));
            return new Used(processNanos - before.processNanos, used, databaseNanos - before.databaseNanos);
        }

        /** All threads whose name begins so. */
        public long threads(String prefix) {
            return threadNanos.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(prefix))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        /** Process and database without the threads that only play the devices. */
        public long withoutDevices() {
            return processNanos - threads(LightClient.THREADS) + databaseNanos;
        }
    }
}
