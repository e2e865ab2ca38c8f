package io.weiyi.metering.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.kernel.problem.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The file (离线文件) that an agent without a network writes: a zip of {@code manifest.json}, {@code csr.pem} and
 * {@code readings.jws}, one reading a line. It is read twice, the first time only to see that it is whole, so that a torn
 * copy is refused as a whole; it never lies in memory as a whole.
 */
final class OfflineFile {

    static final long FILE_BYTES_MAX = 30L * 1024 * 1024;
    private static final String MANIFEST = "manifest.json";
    private static final String REQUEST = "csr.pem";
    private static final String READINGS = "readings.jws";
    private static final String FORMAT = "weiyi-agent-export";
    private static final int SMALL_MAX = 64 * 1024;
    private static final int LINE_MAX = 4 * Inspector.BYTES_MAX;
    private static final long UNPACKED_BYTES_MAX = 256L * 1024 * 1024;
    private static final int READINGS_MAX = 250_000;
    private static final int BATCH = 500;

    private final Path file;
    private final JsonNode manifest;
    private final String csrPem;
    private final int readings;

    private OfflineFile(Path file, JsonNode manifest, String csrPem, int readings) {
        this.file = file;
        this.manifest = manifest;
        this.csrPem = csrPem;
        this.readings = readings;
    }

    /** One line with its number, from 1. */
    record Line(int number, byte[] payload) {}

    /** Sees whether a file is what it should be; a {@link Problem} names the field {@code file} when it is not. */
    static OfflineFile check(Path file, ObjectMapper json) {
        String manifest = "";
        String request = "";
        int[] lines = {0};
        Set<String> seen = new HashSet<>();
        try (ZipInputStream zip = open(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                // A limit holds for the file, not for each of many entries of one name.
                if (!seen.add(entry.getName())) {
                    throw wrong("it holds something that no agent writes");
                }
                switch (entry.getName()) {
                    case MANIFEST -> manifest = text(zip);
                    case REQUEST -> request = text(zip);
                    case READINGS -> eachLine(zip, line -> lines[0] = line.number());
                    default -> throw wrong("it holds something that no agent writes");
                }
            }
            JsonNode read = json.readTree(manifest);
            boolean ours = read != null
                    && FORMAT.equals(read.path("format").asText())
                    && read.path("v").asInt() == 1
                    && seen.contains(READINGS)
                    && !request.isEmpty();
            if (!ours) {
                throw wrong("it is not a file that an agent has exported");
            }
            return new OfflineFile(file, read, request, lines[0]);
        } catch (IOException | IllegalArgumentException e) {
            throw wrong("it is no zip or it is damaged; export it again");
        }
    }

    private static ZipInputStream open(Path file) throws IOException {
        return new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8);
    }

    private static Problem wrong(String why) {
        return Problem.validation("file", why);
    }

    private static String text(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(SMALL_MAX + 1);
        if (bytes.length > SMALL_MAX) {
            throw wrong("it holds something that no agent writes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void eachLine(InputStream zip, Consumer<Line> reader) throws IOException {
        InputStream in = new BufferedInputStream(zip);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long unpacked = 0;
        int number = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (++unpacked > UNPACKED_BYTES_MAX || number >= READINGS_MAX) {
                throw wrong("it holds more than a file may; export it in parts");
            }
            if (b != '\n') {
                // Of a line that is too long only so much is kept as shows that it is.
                if (line.size() < LINE_MAX) {
                    line.write(b);
                }
            } else {
                reader.accept(new Line(++number, line.toByteArray()));
                line.reset();
            }
        }
        if (line.size() > 0) {
            reader.accept(new Line(++number, line.toByteArray()));
        }
    }

    /** Gives the readings in the order of the file, some hundred at a time. */
    void batches(Consumer<List<Line>> reader) {
        List<Line> batch = new ArrayList<>();
        try (ZipInputStream zip = open(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(READINGS)) {
                    eachLine(zip, line -> {
                        batch.add(line);
                        if (batch.size() == BATCH) {
                            reader.accept(List.copyOf(batch));
                            batch.clear();
                        }
                    });
                }
            }
        } catch (IOException e) {
            throw wrong("it is no zip or it is damaged; export it again");
        }
        if (!batch.isEmpty()) {
            reader.accept(List.copyOf(batch));
        }
    }

    /** The device that wrote it, null for one that has no name yet. */
    @Nullable
    String deviceId() {
        return said("deviceId");
    }

    /** The enrolment code that was typed into the export. */
    @Nullable
    String code() {
        return said("code");
    }

    String hostname() {
        String said = said("hostname");
        return said == null ? "unknown" : said;
    }

    String agentVersion() {
        String said = said("agent");
        return said == null ? "unknown" : said;
    }

    private @Nullable String said(String name) {
        JsonNode value = manifest.path(name);
        String text = value.isTextual() ? value.textValue().strip() : "";
        return text.isEmpty() || text.length() > 200 || text.chars().anyMatch(Character::isISOControl) ? null : text;
    }

    String csrPem() {
        return csrPem;
    }

    int readings() {
        return readings;
    }

    long bytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw wrong("it cannot be read");
        }
    }

    String sha256() {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw wrong("it cannot be read");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every Java", e);
        }
    }
}
