package io.weiyi.kernel.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FileTypeTest {

    @Test
    void of_knownStarts_areToldByContent() {
        assertThat(FileType.of("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII)))
                .contains(FileType.PDF);
        assertThat(FileType.of(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0}))
                .contains(FileType.JPEG);
        assertThat(FileType.of(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0}))
                .contains(FileType.PNG);
    }

    @Test
    void of_anythingElse_isEmpty() {
        assertThat(FileType.of(new byte[0])).isEmpty();
        assertThat(FileType.of("<html>".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(FileType.of("MZ%PDF-".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(FileType.of("%PDF".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    }
}
