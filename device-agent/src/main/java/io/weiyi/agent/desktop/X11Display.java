package io.weiyi.agent.desktop;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks an X server how long ago somebody touched something, in its own protocol and over its local socket. The usual library
 * is not used: it ends the whole program when the X server goes, which it does at every sign-out.
 */
final class X11Display {
    private static final Pattern DISPLAY = Pattern.compile("(?:unix)?:(\\d{1,5})(?:\\.\\d+)?");
    private static final String AUTHORIZATION = "MIT-MAGIC-COOKIE-1";
    private static final String EXTENSION = "MIT-SCREEN-SAVER";
    private static final byte SAYS_SUCCESS = 1;
    private static final byte IS_REPLY = 1;
    private static final byte QUERY_EXTENSION = 98;
    private static final byte SAVER_QUERY_INFO = 1;
    private static final short PROTOCOL_MAJOR = 11;
    private static final int REPLY_BYTES = 32;
    private static final int SETUP_HEAD_BYTES = 8;
    private static final int SETUP_WORDS_MAX = 65_535;
    private static final int VENDOR_LENGTH_AT = 16;
    private static final int FORMATS_AT = 21;
    private static final int SETUP_FIXED_BYTES = 32;
    private static final int FORMAT_BYTES = 8;
    private static final int IDLE_AT = 16;
    private static final int WORD = 4;
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private final String display;
    private final String authority;
    private final Path sockets;
    private final Map<String, String> environment;

    X11Display(String display, String authority) {
        this(display, authority, Path.of("/tmp/.X11-unix"), System.getenv());
    }

    X11Display(String display, String authority, Path sockets, Map<String, String> environment) {
        this.display = display;
        this.authority = authority;
        this.sockets = sockets;
        this.environment = environment;
    }

    /** One short connection, so that nothing is left when the server goes. */
    long quietMillis() throws IOException {
        String number = number();
        Path socket = sockets.resolve("X" + number);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            int root = connect(channel, XAuthority.cookie(authorityFile(), number));
            byte extension = extension(channel);
            return quiet(channel, extension, root);
        } catch (IOException e) {
            throw new IOException("display :" + number + ": " + e.getMessage(), e);
        }
    }

    private String number() throws IOException {
        String named = display.isEmpty() ? environment.getOrDefault("DISPLAY", "") : display;
        Matcher matcher = DISPLAY.matcher(named);
        if (matcher.matches()) {
            return matcher.group(1);
        }
        if (!named.isEmpty()) {
            throw new IOException("'" + named + "' is no display of this machine");
        }
        if (Files.isDirectory(sockets)) {
            try (Stream<Path> found = Files.list(sockets)) {
                List<String> names = found.map(file -> file.getFileName().toString())
                        .sorted()
                        .toList();
                for (String name : names) {
                    if (name.matches("X\\d{1,5}")) {
                        return name.substring(1);
                    }
                }
            }
        }
        throw new IOException("there is no display");
    }

    private Path authorityFile() {
        if (!authority.isEmpty()) {
            return Path.of(authority);
        }
        String named = environment.getOrDefault("XAUTHORITY", "");
        return named.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")))
                        .resolve(".Xauthority")
                : Path.of(named);
    }

    /** Introduces itself and learns the root window of the first screen. */
    private static int connect(SocketChannel channel, byte[] cookie) throws IOException {
        byte[] name = cookie.length == 0 ? new byte[0] : AUTHORIZATION.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer hello = buffer(12 + padded(name.length) + padded(cookie.length));
        hello.put((byte) (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 'l' : 'B'));
        hello.put((byte) 0).putShort(PROTOCOL_MAJOR).putShort((short) 0);
        hello.putShort((short) name.length).putShort((short) cookie.length).putShort((short) 0);
        put(hello, name);
        put(hello, cookie);
        send(channel, hello);

        ByteBuffer head = read(channel, SETUP_HEAD_BYTES);
        int words = Short.toUnsignedInt(head.getShort(6));
        ByteBuffer setup = read(channel, Math.min(words, SETUP_WORDS_MAX) * WORD);
        if (head.get(0) != SAYS_SUCCESS) {
            int length = Math.min(Byte.toUnsignedInt(head.get(1)), setup.limit());
            String reason = new String(setup.array(), 0, length, StandardCharsets.ISO_8859_1);
            throw new IOException("the X server refuses: " + reason.strip());
        }
        int vendor = Short.toUnsignedInt(setup.getShort(VENDOR_LENGTH_AT));
        int formats = Byte.toUnsignedInt(setup.get(FORMATS_AT));
        return setup.getInt(SETUP_FIXED_BYTES + padded(vendor) + formats * FORMAT_BYTES);
    }

    private static byte extension(SocketChannel channel) throws IOException {
        byte[] name = EXTENSION.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer query = buffer(8 + padded(name.length));
        query.put(QUERY_EXTENSION).put((byte) 0).putShort((short) (query.capacity() / WORD));
        query.putShort((short) name.length).putShort((short) 0);
        put(query, name);
        send(channel, query);
        ByteBuffer reply = reply(channel);
        if (reply.get(8) == 0) {
            throw new IOException("the X server has no " + EXTENSION);
        }
        return reply.get(9);
    }

    private static long quiet(SocketChannel channel, byte extension, int root) throws IOException {
        ByteBuffer query = buffer(8);
        query.put(extension).put(SAVER_QUERY_INFO).putShort((short) 2).putInt(root);
        send(channel, query);
        return reply(channel).getInt(IDLE_AT) & UNSIGNED;
    }

    private static ByteBuffer reply(SocketChannel channel) throws IOException {
        ByteBuffer reply = read(channel, REPLY_BYTES);
        if (reply.get(0) != IS_REPLY) {
            throw new IOException("the X server answers with error " + reply.get(1));
        }
        return reply;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    private static int padded(int length) {
        return (length + WORD - 1) / WORD * WORD;
    }

    private static void put(ByteBuffer buffer, byte[] bytes) {
        buffer.put(bytes);
        buffer.position(buffer.position() + padded(bytes.length) - bytes.length);
    }

    private static void send(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static ByteBuffer read(SocketChannel channel, int bytes) throws IOException {
        ByteBuffer buffer = buffer(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException("the X server has gone");
            }
        }
        return buffer;
    }
}
