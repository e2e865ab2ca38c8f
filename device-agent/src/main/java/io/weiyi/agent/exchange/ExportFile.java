package io.weiyi.agent.exchange;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.reading.ReadingFormat;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The file that goes to the server: a zip of {@code readings.jws} (one reading a line; first the markers that declare gaps,
 * then everything unacked in the order of its seq), {@code csr.pem} and {@code manifest.json}.
 */
public final class ExportFile {
    /** A server takes 30 MB; what does not fit goes with the next file. */
    private static final long BYTES_MAX = 28L * 1024 * 1024;

    private final Path target;
    private final long bytesMax;

    public ExportFile(Path target) {
        this(target, BYTES_MAX);
    }

    ExportFile(Path target, long bytesMax) {
        this.target = target;
        this.bytesMax = bytesMax;
    }

    /**
     * Who exports.
     *
     * @param deviceId null before the first enrolment
     * @param code the enrolment code, null for a device that has a name
     */
    public record Sender(
            @Nullable String deviceId,
            @Nullable String code,
            String csrPem,
            String agentVersion,
            String hostname,
            Instant at) {}

    /**
     * What was written.
     *
     * @param waiting how many readings did not fit
     */
    public record Written(long readings, long waiting) {}

    /** Writes the file whole or not at all. */
    public Written write(Sender sender, Optional<Journal> journal) throws Refusal {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Written written;
            try (FileOutputStream file = new FileOutputStream(part.toFile())) {
                Counting counting = new Counting(file);
                ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(counting), StandardCharsets.UTF_8);
                zip.putNextEntry(new ZipEntry("readings.jws"));
                written = journal.isPresent() ? readings(journal.get(), zip, counting) : new Written(0, 0);
                zip.closeEntry();
                entry(zip, "csr.pem", sender.csrPem());
                entry(zip, "manifest.json", manifest(sender, written));
                zip.finish();
                zip.flush();
                file.getFD().sync();
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            return written;
        } catch (IOException e) {
            throw new Refusal("The file " + target + " cannot be written.");
        }
    }

    private Written readings(Journal journal, ZipOutputStream zip, Counting counting) throws IOException {
        long written = 0;
        SortedSet<Long> markers = journal.gapMarkers();
        for (long seq : markers) {
            written += line(journal, seq, zip);
        }
        long waiting = 0;
        for (long seq = journal.ackedSeq() + 1; seq <= journal.lastSeq(); seq++) {
            if (!markers.contains(seq) && journal.gapOver(seq).isEmpty()) {
                if (counting.bytes < bytesMax) {
                    written += line(journal, seq, zip);
                } else {
                    waiting++;
                }
            }
        }
        return new Written(written, waiting);
    }

    private static int line(Journal journal, long seq, OutputStream out) throws IOException {
        Optional<String> jws = journal.jws(seq);
        if (jws.isEmpty()) {
            return 0;
        }
        out.write(jws.get().getBytes(StandardCharsets.US_ASCII));
        out.write('\n');
        return 1;
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static String manifest(Sender sender, Written written) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", "weiyi-agent-export");
        json.put("v", 1);
        if (sender.deviceId() != null) {
            json.put("deviceId", sender.deviceId());
        }
        if (sender.code() != null) {
            json.put("code", sender.code());
        }
        json.put("agent", sender.agentVersion());
        json.put("hostname", sender.hostname());
        json.put("createdAt", ReadingFormat.time(sender.at()));
        json.put("readings", written.readings());
        json.put("waiting", written.waiting());
        return JSON.std.asString(json);
    }

    /** Knows how much has gone by. */
    private static final class Counting extends OutputStream {
        private final OutputStream out;
        private long bytes;

        Counting(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] b, int from, int length) throws IOException {
            out.write(b, from, length);
            bytes += length;
        }
    }
}
