package io.weiyi.kernel.blob;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A kind of file that people upload, told by its content and never by its name. */
public enum FileType {
    PDF("application/pdf", '%', 'P', 'D', 'F', '-'),
    JPEG("image/jpeg", 0xFF, 0xD8, 0xFF),
    PNG("image/png", 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A),
    XML("application/xml", '<', '?', 'x', 'm', 'l'),
    /** The national layout format (OFD, GB/T 33190): an archive that holds {@code OFD.xml}. */
    OFD("application/ofd", 'P', 'K', 3, 4);

    /** What a scanner, a camera or an office program makes: everything a person can look at without a special program. */
    public static final Set<FileType> SCANS = Set.copyOf(EnumSet.of(PDF, JPEG, PNG));

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] OFD_ENTRY = "OFD.xml".getBytes(StandardCharsets.US_ASCII);

    private final String mediaType;
    private final byte[] start;

    FileType(String mediaType, int... start) {
        this.mediaType = mediaType;
        this.start = new byte[start.length];
        for (int i = 0; i < start.length; i++) {
            this.start[i] = (byte) start[i];
        }
    }

    public String mediaType() {
        return mediaType;
    }

    /** The type of this content, if it is one of ours. */
    public static Optional<FileType> of(byte[] content) {
        return Arrays.stream(values()).filter(type -> type.matches(content)).findFirst();
    }

    private boolean matches(byte[] content) {
        return switch (this) {
            case XML -> begins(content, 0) || begins(content, BYTE_ORDER_MARK, 0) && begins(content, 3);
            case OFD -> begins(content, 0) && names(content);
            default -> begins(content, 0);
        };
    }

    private boolean begins(byte[] content, int offset) {
        return content.length > offset + start.length && begins(content, start, offset);
    }

    private static boolean begins(byte[] content, byte[] wanted, int offset) {
        return content.length >= offset + wanted.length
                && Arrays.equals(wanted, 0, wanted.length, content, offset, offset + wanted.length);
    }

    /** The list of an archive's entries stands at its end, so the search begins there. */
    private static boolean names(byte[] content) {
        for (int i = content.length - OFD_ENTRY.length; i >= 0; i--) {
            if (begins(content, OFD_ENTRY, i)) {
                return true;
            }
        }
        return false;
    }
}
