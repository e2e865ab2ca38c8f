package io.weiyi.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;

/** The first words of a TLS client, written by hand, because today's Java no longer speaks the old versions. */
public final class TlsHello {

    /** The type of the record that answers: a handshake when the version is spoken, an alert or nothing when not. */
    public enum Answer {
        HANDSHAKE,
        REFUSED
    }

    private static final int HANDSHAKE = 22;

    private TlsHello() {}

    /** @param minor 0x03 is TLS 1.2, 0x02 is 1.1, 0x01 is 1.0, 0x00 is SSL 3 */
    public static Answer say(URI broker, int minor) throws IOException {
        try (Socket socket = new Socket(broker.getHost(), broker.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(record(minor));
            socket.getOutputStream().flush();
            InputStream answer = socket.getInputStream();
            return answer.read() == HANDSHAKE ? Answer.HANDSHAKE : Answer.REFUSED;
        }
    }

    private static byte[] record(int minor) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeShort(0x0300 | minor);
        out.write(new byte[32]);
        out.writeByte(0);
        // ECDHE-ECDSA with AES: one of each hash for 1.2, and those that older versions know.
        int[] suites = {0xC02B, 0xC02C, 0xC023, 0xC009, 0xC00A};
        out.writeShort(suites.length * 2);
        for (int suite : suites) {
            out.writeShort(suite);
        }
        out.write(new byte[] {1, 0});
        byte[] extensions = {
            0x00,
            0x0A,
            0x00,
            0x04,
            0x00,
            0x02,
            0x00,
            0x17, // groups: secp256r1
            0x00,
            0x0B,
            0x00,
            0x02,
            0x01,
            0x00, // point formats: uncompressed
            0x00,
            0x0D,
            0x00,
            0x06,
            0x00,
            0x04,
            0x04,
            0x03,
            0x02,
            0x03 // ECDSA with SHA-256, SHA-1
        };
        out.writeShort(extensions.length);
        out.write(extensions);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        DataOutputStream wrapped = new DataOutputStream(record);
        wrapped.writeByte(HANDSHAKE);
        wrapped.writeShort(0x0300 | Math.min(minor, 1));
        wrapped.writeShort(body.size() + 4);
        wrapped.writeByte(1);
        wrapped.writeByte(0);
        wrapped.writeShort(body.size());
        wrapped.write(body.toByteArray());
        return record.toByteArray();
    }
}
