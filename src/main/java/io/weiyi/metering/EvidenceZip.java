package io.weiyi.metering;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A zip with exactly one form for given contents: nothing is compressed, no time, no comment, no extra field. Whoever
 * checks an evidence file can build it again from its contents and find any byte that was changed between them.
 */
final class EvidenceZip {

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int VERSION = 10;
    /** 1 January 1980 as zip files write it. */
    private static final int DATE = 0x21;

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    void add(String name, String text) {
        add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    void add(String name, byte[] content) {
        entries.put(name, content);
    }

    Map<String, byte[]> entries() {
        return entries;
    }

    byte[] bytes() {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        entries.forEach((name, content) -> {
            int offset = zip.size();
            byte[] path = name.getBytes(StandardCharsets.US_ASCII);
            four(zip, LOCAL);
            common(zip, path, content);
            zip.writeBytes(path);
            zip.writeBytes(content);
            four(directory, CENTRAL);
            two(directory, VERSION);
            common(directory, path, content);
            // Comment, disk, internal and external attributes: none.
            two(directory, 0);
            two(directory, 0);
            two(directory, 0);
            four(directory, 0);
            four(directory, offset);
            directory.writeBytes(path);
        });
        int start = zip.size();
        zip.writeBytes(directory.toByteArray());
        four(zip, END);
        two(zip, 0);
        two(zip, 0);
        two(zip, entries.size());
        two(zip, entries.size());
        four(zip, directory.size());
        four(zip, start);
        two(zip, 0);
        return zip.toByteArray();
    }

    /** What the header of an entry and its line in the directory have in common. */
    private static void common(ByteArrayOutputStream out, byte[] path, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        two(out, VERSION);
        two(out, 0);
        two(out, 0);
        two(out, 0);
        two(out, DATE);
        four(out, (int) crc.getValue());
        four(out, content.length);
        four(out, content.length);
        two(out, path.length);
        two(out, 0);
    }

    private static void two(ByteArrayOutputStream out, int value) {
        out.write(value);
        out.write(value >>> 8);
    }

    private static void four(ByteArrayOutputStream out, int value) {
        two(out, value);
        two(out, value >>> 16);
    }
}
