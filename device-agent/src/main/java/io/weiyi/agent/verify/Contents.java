package io.weiyi.agent.verify;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The entries of an evidence file, each in the form it must have; what has another form is told and left out. */
final class Contents {
    private final Archive archive;
    private final List<Finding> problems;

    Contents(Archive archive, List<Finding> problems) {
        this.archive = archive;
        this.problems = problems;
    }

    Optional<byte[]> bytes(String name) {
        byte[] content = archive.content(name);
        if (content == null) {
            problems.add(new Finding("missing", name, "缺少此文件", "this entry is missing"));
        }
        return Optional.ofNullable(content);
    }

    private Optional<String> text(String name) {
        return bytes(name).map(content -> new String(content, StandardCharsets.UTF_8));
    }

    Optional<Fields> object(String name) {
        return text(name).flatMap(text -> {
            try {
                return Optional.of(new Fields(JSON.std.mapFrom(text)));
            } catch (IOException | RuntimeException e) {
                return unreadable(name);
            }
        });
    }

    List<Fields> objects(String name) {
        return text(name)
                .flatMap(text -> {
                    try {
                        List<Fields> objects = new ArrayList<>();
                        for (Object item : JSON.std.listFrom(text)) {
                            objects.add(Fields.of(item));
                        }
                        return Optional.of(List.copyOf(objects));
                    } catch (IOException | RuntimeException | Unreadable e) {
                        return this.<List<Fields>>unreadable(name);
                    }
                })
                .orElse(List.of());
    }

    List<String> lines(String name) {
        String text = text(name).orElse("");
        if (text.isEmpty()) {
            return List.of();
        }
        if (!text.endsWith("\n")) {
            unreadable(name);
        }
        return Arrays.asList((text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1));
    }

    Optional<X509Certificate> certificate(String name) {
        return bytes(name).flatMap(content -> {
            try {
                return Optional.of((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content)));
            } catch (GeneralSecurityException e) {
                return unreadable(name);
            }
        });
    }

    /** The certificates whose entries begin with a prefix. */
    List<X509Certificate> certificates(String prefix) {
        return archive.names().stream()
                .filter(name -> name.startsWith(prefix))
                .map(this::certificate)
                .flatMap(Optional::stream)
                .toList();
    }

    private <T> Optional<T> unreadable(String name) {
        problems.add(new Finding("unreadable", name, "内容无法读取", "the content cannot be read"));
        return Optional.empty();
    }
}
