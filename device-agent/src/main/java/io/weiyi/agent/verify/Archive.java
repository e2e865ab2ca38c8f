package io.weiyi.agent.verify;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The zip of an evidence file. It has exactly one form for given contents (stored, no times, no comments, no extra fields),
 * so it is read, built again and compared byte for byte: what differs is named by the part of the zip it lies in.
 */
final class Archive {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int VERSION = 10;
    private static final int DATE = 0x21;
    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int LOCAL_CRC = 14;
    private static final int CENTRAL_CRC = 16;

    private final Map<String, byte[]> entries;

    private Archive(Map<String, byte[]> entries) {
        this.entries = entries;
    }

    /** Reads a zip; what is wrong with its form is added to the findings. Empty when nothing of it can be read. */
    static Optional<Archive> read(byte[] zip, List<Finding> findings) {
        Map<String, byte[]> found = byHeaders(zip);
        if (found == null) {
            found = byDirectory(zip);
        }
        if (found == null) {
            findings.add(new Finding("zip", "zip", "压缩包无法读取", "the zip cannot be read"));
            return Optional.empty();
        }
        Archive archive = new Archive(found);
        archive.compare(zip, findings);
        return Optional.of(archive);
    }

    /** From the front, header by header; null when they do not lead to a directory of that many entries. */
    private static @Nullable Map<String, byte[]> byHeaders(byte[] zip) {
        Map<String, byte[]> found = new LinkedHashMap<>();
        int at = 0;
        while (at + LOCAL_BYTES <= zip.length && four(zip, at) == LOCAL) {
            int size = four(zip, at + 18);
            int name = two(zip, at + 26);
            int start = at + LOCAL_BYTES + name;
            if (size < 0 || start < 0 || start + (long) size > zip.length) {
                return null;
            }
            found.put(ascii(zip, at + LOCAL_BYTES, name), Arrays.copyOfRange(zip, start, start + size));
            at = start + size;
        }
        return !found.isEmpty() && at + 4 <= zip.length && four(zip, at) == CENTRAL ? found : null;
    }

    /** From the end, by the directory; for a zip whose headers are spoilt. */
    private static @Nullable Map<String, byte[]> byDirectory(byte[] zip) {
        if (zip.length < END_BYTES) {
            return null;
        }
        int end = zip.length - END_BYTES;
        int at = four(zip, end + 16);
        Map<String, byte[]> found = new LinkedHashMap<>();
        long copied = 0;
        while (at >= 0 && at + CENTRAL_BYTES <= end && found.size() < two(zip, end + 8)) {
            int size = four(zip, at + 24);
            int name = two(zip, at + 28);
            long start = (long) four(zip, at + 42) + LOCAL_BYTES + name;
            copied += size;
            // Many names for the same bytes would make gigabytes of a small file.
            if (copied > zip.length) {
                return null;
            }
            if (size < 0 || start < 0 || start + size > zip.length || at + CENTRAL_BYTES + name > zip.length) {
                return null;
            }
            found.put(ascii(zip, at + CENTRAL_BYTES, name), Arrays.copyOfRange(zip, (int) start, (int) start + size));
            at += CENTRAL_BYTES + name;
        }
        return found.isEmpty() ? null : found;
    }

    private void compare(byte[] zip, List<Finding> findings) {
        List<Region> regions = new ArrayList<>();
        byte[] built = build(regions);
        int common = Math.min(zip.length, built.length);
        for (Region region : regions) {
            int until = Math.min(region.end(), common);
            for (int i = region.start(); i < until; i++) {
                if (zip[i] != built[i]) {
                    findings.add(finding(region, i));
                    break;
                }
            }
        }
        if (zip.length != built.length) {
            findings.add(new Finding("zip", "zip", "压缩包长度不符", "the zip has bytes too many or too few"));
        }
    }

    /** A wrong check sum means that the content was changed and not the header. */
    private static Finding finding(Region region, int at) {
        boolean sum = region.sumAt() <= at && at < region.sumAt() + 4;
        return sum
                ? new Finding(
                        "zip-content",
                        region.entry(),
                        "内容与校验和不符",
                        "the content does not have the check sum that the zip says")
                : new Finding(
                        "zip-structure",
                        region.name(),
                        "压缩包结构被改动（第 " + at + " 字节）",
                        "the structure of the zip was changed at byte " + at);
    }

    private byte[] build(List<Region> regions) {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        List<Region> lines = new ArrayList<>();
        entries.forEach((name, content) -> {
            byte[] path = name.getBytes(StandardCharsets.ISO_8859_1);
            int offset = zip.size();
            writeFour(zip, LOCAL);
            common(zip, path, content);
            zip.writeBytes(path);
            regions.add(new Region("zip header of " + name, name, offset, zip.size(), offset + LOCAL_CRC));
            zip.writeBytes(content);
            int line = directory.size();
            writeFour(directory, CENTRAL);
            writeTwo(directory, VERSION);
            common(directory, path, content);
            writeTwo(directory, 0);
            writeTwo(directory, 0);
            writeTwo(directory, 0);
            writeFour(directory, 0);
            writeFour(directory, offset);
            directory.writeBytes(path);
            lines.add(new Region("zip directory of " + name, name, line, directory.size(), line + CENTRAL_CRC));
        });
        int start = zip.size();
        zip.writeBytes(directory.toByteArray());
        lines.forEach(line -> regions.add(line.moved(start)));
        int end = zip.size();
        writeFour(zip, END);
        writeTwo(zip, 0);
        writeTwo(zip, 0);
        writeTwo(zip, entries.size());
        writeTwo(zip, entries.size());
        writeFour(zip, directory.size());
        writeFour(zip, start);
        writeTwo(zip, 0);
        regions.add(new Region("zip end record", "zip", end, zip.size(), Integer.MIN_VALUE));
        return zip.toByteArray();
    }

    private static void common(ByteArrayOutputStream out, byte[] path, byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        writeTwo(out, VERSION);
        writeTwo(out, 0);
        writeTwo(out, 0);
        writeTwo(out, 0);
        writeTwo(out, DATE);
        writeFour(out, (int) sum.getValue());
        writeFour(out, content.length);
        writeFour(out, content.length);
        writeTwo(out, path.length);
        writeTwo(out, 0);
    }

    List<String> names() {
        return List.copyOf(entries.keySet());
    }

    byte @Nullable [] content(String name) {
        return entries.get(name);
    }

    private static String ascii(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private static int two(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }

    private static int four(byte[] bytes, int at) {
        return two(bytes, at) | two(bytes, at + 2) << 16;
    }

    private static void writeTwo(ByteArrayOutputStream out, int value) {
        out.write(value);
        out.write(value >>> 8);
    }

    private static void writeFour(ByteArrayOutputStream out, int value) {
        writeTwo(out, value);
        writeTwo(out, value >>> 16);
    }

    /** A part of the zip that is not content. */
    private record Region(String name, String entry, int start, int end, int sumAt) {
        Region moved(int by) {
            return new Region(name, entry, start + by, end + by, sumAt + by);
        }
    }
}
