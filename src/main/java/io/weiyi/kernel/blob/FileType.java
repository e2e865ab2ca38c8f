package io.weiyi.kernel.blob;

import java.util.Arrays;
import java.util.Optional;

/** A kind of file that people upload, told by its first bytes and never by its name. */
public enum FileType {
    PDF("application/pdf", '%', 'P', 'D', 'F', '-'),
    JPEG("image/jpeg", 0xFF, 0xD8, 0xFF),
    PNG("image/png", 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A);

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
        return Arrays.stream(values())
                .filter(type -> content.length > type.start.length
                        && Arrays.equals(type.start, 0, type.start.length, content, 0, type.start.length))
                .findFirst();
    }
}
