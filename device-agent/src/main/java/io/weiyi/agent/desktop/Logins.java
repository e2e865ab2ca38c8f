package io.weiyi.agent.desktop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is signed in on Linux: the files that logind keeps of its sessions, else the old table utmp. */
final class Logins {
    private static final int FILE_BYTES_MAX = 16 * 1024;
    private static final int UTMP_BYTES_MAX = 384 * 1_000;
    private static final int RECORD_BYTES = 384;
    private static final short USER_PROCESS = 7;
    private static final int LINE_AT = 8;
    private static final int LINE_BYTES = 32;
    private static final int USER_AT = 44;
    private static final int USER_BYTES = 32;

    private final Path sessions;
    private final Path utmp;
    private final Path devices;
    private final Clock clock;

    Logins() {
        this(Path.of("/run/systemd/sessions"), Path.of("/run/utmp"), Path.of("/dev"), Clock.systemUTC());
    }

    Logins(Path sessions, Path utmp, Path devices, Clock clock) {
        this.sessions = sessions;
        this.utmp = utmp;
        this.devices = devices;
        this.clock = clock;
    }

    /** A person who is signed in; the terminal is "" on a graphical desktop. */
    record Login(String user, String terminal) {}

    List<Login> present() throws IOException {
        if (Files.isDirectory(sessions)) {
            return fromLogind();
        }
        if (Files.isReadable(utmp)) {
            return fromUtmp();
        }
        throw new IOException("there is neither logind nor utmp");
    }

    private List<Login> fromLogind() throws IOException {
        List<Login> logins = new ArrayList<>();
        try (Stream<Path> files = Files.list(sessions)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Map<String, String> session = pairs(head(file, FILE_BYTES_MAX));
                boolean person = session.getOrDefault("CLASS", "user").equals("user");
                if (person && !session.getOrDefault("STATE", "").equals("closing") && session.containsKey("USER")) {
                    logins.add(new Login(session.get("USER"), session.getOrDefault("TTY", "")));
                }
            }
        }
        return logins;
    }

    private static Map<String, String> pairs(byte[] text) {
        Map<String, String> pairs = new HashMap<>();
        new String(text, StandardCharsets.UTF_8).lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                pairs.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return pairs;
    }

    /** Records of a fixed size, the same on every 64-bit Linux. */
    private List<Login> fromUtmp() throws IOException {
        List<Login> logins = new ArrayList<>();
        ByteBuffer table = ByteBuffer.wrap(head(utmp, UTMP_BYTES_MAX)).order(ByteOrder.nativeOrder());
        for (int at = 0; at + RECORD_BYTES <= table.limit(); at += RECORD_BYTES) {
            if (table.getShort(at) == USER_PROCESS) {
                logins.add(new Login(text(table, at + USER_AT, USER_BYTES), text(table, at + LINE_AT, LINE_BYTES)));
            }
        }
        return logins;
    }

    private static String text(ByteBuffer table, int at, int bytes) {
        String text = new String(table.array(), at, bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static byte[] head(Path file, int bytes) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }

    /** The terminal that was touched last; null when none of these people has one. */
    @Nullable
    Long quietMillis(List<Login> logins) {
        Long least = null;
        for (Login login : logins) {
            Path device = devices.resolve(login.terminal()).normalize();
            if (login.terminal().isEmpty() || login.terminal().startsWith(":") || !device.startsWith(devices)) {
                continue;
            }
            try {
                long touched = Files.readAttributes(device, BasicFileAttributes.class)
                        .lastAccessTime()
                        .toMillis();
                long quiet = Math.max(clock.millis() - touched, 0);
                least = least == null ? quiet : Math.min(least, quiet);
            } catch (IOException e) {
                System.getLogger(Logins.class.getName())
                        .log(System.Logger.Level.DEBUG, "the terminal {0} cannot be looked at", device);
            }
        }
        return least;
    }
}
