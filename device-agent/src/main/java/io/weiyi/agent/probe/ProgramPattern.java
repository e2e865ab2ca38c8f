package io.weiyi.agent.probe;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A program to watch, as a person writes it: a file name or a full path, in which {@code *} and {@code ?} stand for any
 * characters, and after {@code ~} a piece of the command line, for programs that share an interpreter:
 * {@code acquire.exe}, {@code C:\SEM\*\acquire.exe}, {@code python3* ~ spectrometer.py}.
 */
final class ProgramPattern {
    /** Windows does not care for case, nor which way a slash leans. */
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final List<Pattern> programs;
    private final boolean byPath;
    private final String commandLinePart;

    private ProgramPattern(List<Pattern> programs, boolean byPath, String commandLinePart) {
        this.programs = programs;
        this.byPath = byPath;
        this.commandLinePart = commandLinePart;
    }

    static List<ProgramPattern> all(List<String> texts) {
        return texts.stream().map(ProgramPattern::of).toList();
    }

    static ProgramPattern of(String text) {
        int tilde = text.indexOf('~');
        String program = (tilde < 0 ? text : text.substring(0, tilde)).strip();
        String part = tilde < 0 ? "" : text.substring(tilde + 1).strip();
        String wanted = normalised(program.isEmpty() ? "*" : program);
        List<Pattern> programs = new ArrayList<>();
        programs.add(glob(wanted));
        realPath(program).ifPresent(real -> programs.add(glob(normalised(real))));
        return new ProgramPattern(programs, wanted.contains("/"), WINDOWS ? part.toLowerCase(Locale.ROOT) : part);
    }

    /** A path that is a link is watched under its real name too, for that is what the system reports. */
    private static Optional<String> realPath(String program) {
        try {
            Path path = Path.of(program);
            return path.isAbsolute() && Files.exists(path)
                    ? Optional.of(path.toRealPath().toString())
                    : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            // A pattern with stars is no path on every system.
            return Optional.empty();
        }
    }

    private static Pattern glob(String text) {
        StringBuilder pattern = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '*') {
                pattern.append(".*");
            } else if (c == '?') {
                pattern.append('.');
            } else {
                pattern.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(pattern.toString(), Pattern.DOTALL);
    }

    private static String normalised(String path) {
        return WINDOWS ? path.replace('\\', '/').toLowerCase(Locale.ROOT) : path;
    }

    boolean matches(String path, String commandLine) {
        String whole = normalised(path);
        String compared = byPath ? whole : whole.substring(whole.lastIndexOf('/') + 1);
        return programs.stream().anyMatch(p -> p.matcher(compared).matches()) && commandLineMatches(commandLine);
    }

    boolean asksCommandLine() {
        return !commandLinePart.isEmpty();
    }

    private boolean commandLineMatches(String commandLine) {
        return commandLinePart.isEmpty()
                || (WINDOWS ? commandLine.toLowerCase(Locale.ROOT) : commandLine).contains(commandLinePart);
    }
}
