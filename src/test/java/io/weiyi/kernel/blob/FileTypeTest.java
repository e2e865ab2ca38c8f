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

    @Test
    void of_xmlAndOfd_areToldByTheirContent() {
        assertThat(FileType.of("<?xml version=\"1.0\"?><a/>".getBytes(StandardCharsets.UTF_8)))
                .contains(FileType.XML);
        assertThat(FileType.of("\uFEFF<?xml version=\"1.0\"?><a/>".getBytes(StandardCharsets.UTF_8)))
                .contains(FileType.XML);
        assertThat(FileType.of("PK\u0003\u0004 Doc_0/ OFD.xml".getBytes(StandardCharsets.UTF_8)))
                .contains(FileType.OFD);
        assertThat(FileType.of("PK\u0003\u0004 word/document.xml".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(FileType.SCANS).doesNotContain(FileType.XML, FileType.OFD);
    }
}
