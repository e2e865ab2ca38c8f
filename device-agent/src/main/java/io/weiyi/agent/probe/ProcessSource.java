package io.weiyi.agent.probe;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/** Where the list of processes comes from. */
interface ProcessSource {
    LongStream pids();

    Optional<Program> program(long pid);

    /** How often the list may be asked for. */
    long everyMillis();

    static ProcessSource ofThisMachine() {
        File proc = new File("/proc/self");
        return proc.exists() ? new LinuxProcesses() : new AnyProcesses();
    }

    /** What Java itself can tell on every system. */
    class AnyProcesses implements ProcessSource {
        @Override
        public LongStream pids() {
            return ProcessHandle.allProcesses().mapToLong(ProcessHandle::pid);
        }

        @Override
        public Optional<Program> program(long pid) {
            return ProcessHandle.of(pid).flatMap(process -> {
                ProcessHandle.Info info = process.info();
                return info.command()
                        .map(path -> new Program(
                                process,
                                info.startInstant().orElse(Instant.EPOCH),
                                path,
                                info.commandLine().orElse(path)));
            });
        }

        @Override
        public long everyMillis() {
            return 3_000;
        }
    }

    /** Linux keeps the list as a folder, which costs a tenth of asking for every process. */
    class LinuxProcesses implements ProcessSource {
        private static final int COMMAND_LINE_MAX = 4_096;

        @Override
        public LongStream pids() {
            String[] names = new File("/proc").list();
            return Arrays.stream(names == null ? new String[0] : names)
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .mapToLong(Long::parseLong);
        }

        @Override
        public Optional<Program> program(long pid) {
            String commandLine = commandLine(pid);
            if (commandLine.isEmpty()) {
                // A part of the kernel, or just gone.
                return Optional.empty();
            }
            return ProcessHandle.of(pid).map(process -> {
                ProcessHandle.Info info = process.info();
                // The file of another user's process is kept secret; what it was called by is not.
                return new Program(
                        process,
                        info.startInstant().orElse(Instant.EPOCH),
                        info.command().orElseGet(() -> firstWord(commandLine)),
                        commandLine.replace('\0', ' '));
            });
        }

        private static String firstWord(String commandLine) {
            int end = commandLine.indexOf('\0');
            return end < 0 ? commandLine : commandLine.substring(0, end);
        }

        private static String commandLine(long pid) {
            try (var in = Files.newInputStream(Path.of("/proc/" + pid + "/cmdline"))) {
                return new String(in.readNBytes(COMMAND_LINE_MAX), StandardCharsets.UTF_8);
            } catch (IOException e) {
                // It has just ended.
                return "";
            }
        }

        @Override
        public long everyMillis() {
            return 900;
        }
    }
}
