package io.weiyi.agent.desktop;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file in which a user's programs find the key of a display. */
final class XAuthority {
    private static final String COOKIE = "MIT-MAGIC-COOKIE-1";

    private XAuthority() {}

    /** The key of a display, empty when there is none: many servers let local users in without one. */
    static byte[] cookie(Path file, String display) throws IOException {
        if (!Files.isReadable(file)) {
            return new byte[0];
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            while (true) {
                in.readUnsignedShort();
                field(in);
                String number = new String(field(in), StandardCharsets.US_ASCII);
                String name = new String(field(in), StandardCharsets.US_ASCII);
                byte[] cookie = field(in);
                if (name.equals(COOKIE) && (number.isEmpty() || number.equals(display))) {
                    return cookie;
                }
            }
        } catch (EOFException e) {
            return new byte[0];
        }
    }

    private static byte[] field(DataInputStream in) throws IOException {
        return in.readNBytes(in.readUnsignedShort());
    }
}
