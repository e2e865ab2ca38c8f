package io.weiyi.kernel.blob;

import io.weiyi.kernel.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/**
 * A file as it came with a request (附件): of a bounded size, its type told by its content, its name fit to be shown.
 *
 * @param fileName the last part of the name that came with it
 */
public record Upload(String fileName, FileType type, byte[] content) {

    /** The largest file that a call takes. */
    public static final int BYTES_MAX = 20 * 1024 * 1024;

    private static final int NAME_LENGTH_MAX = 200;

    /**
     * Reads an uploaded file: 413 when it is too large, 422 naming the field when it is missing or of no known type.
     *
     * @param field the name of the part
     */
    public static Upload of(@Nullable FileUpload file, String field) {
        if (file == null || file.size() == 0) {
            throw Problem.validation(field, "must not be empty");
        }
        if (file.size() > BYTES_MAX) {
            throw Problem.tooLarge("A file may have at most 20 MB.");
        }
        byte[] content;
        try {
            content = Files.readAllBytes(file.uploadedFile());
        } catch (IOException e) {
            throw new UncheckedIOException("the uploaded file could not be read", e);
        }
        FileType type = FileType.of(content)
                .orElseThrow(() -> Problem.validation(field, "must be a PDF, OFD, JPEG, PNG or XML file"));
        return new Upload(plain(file.fileName()), type, content);
    }

    /** The name without folders and control characters; the end of it when it is too long. */
    private static String plain(@Nullable String name) {
        String last = name == null ? "" : name.replaceAll(".*[/\\\\]", "").replaceAll("\\p{Cntrl}", "");
        String kept = last.length() > NAME_LENGTH_MAX ? last.substring(last.length() - NAME_LENGTH_MAX) : last;
        return kept.isBlank() ? "file" : kept;
    }
}
