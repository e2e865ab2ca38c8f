package io.weiyi.agent.probe;

import java.time.Instant;
import java.util.Optional;

/**
 * A running program. It is known by pid and start time together, for pids are used again.
 *
 * @param path its file; as it calls itself where the system keeps the file secret
 * @param commandLine with all arguments, as far as the system tells
 */
record Program(ProcessHandle process, Instant startedAt, String path, String commandLine) {

    String identity() {
        return identity(process.pid(), startedAt);
    }

    private static String identity(long pid, Instant startedAt) {
        return pid + "@" + startedAt.toEpochMilli();
    }

    /** The live process of an identity. */
    static Optional<ProcessHandle> find(String identity) {
        int at = identity.indexOf('@');
        try {
            return at < 1
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(identity.substring(0, at)))
                            .filter(ProcessHandle::isAlive)
                            .filter(process ->
                                    identity(process.pid(), startOf(process)).equals(identity));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
