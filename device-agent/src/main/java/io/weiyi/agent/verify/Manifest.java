package io.weiyi.agent.verify;

import io.weiyi.agent.reading.Digest;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The signed list of all entries. */
final class Manifest {
    private static final String LIST = "manifest.json";
    private static final String SIGNATURE = "manifest.sig";
    private static final String TYP = "weiyi-manifest";

    private Manifest() {}

    /** @param keys the receipt keys of the file, by kid */
    static void check(Archive archive, Contents contents, Map<String, X509Certificate> keys, List<Finding> problems) {
        contents.bytes(LIST)
                .ifPresent(list -> contents.bytes(SIGNATURE)
                        .ifPresent(signature -> checkSignature(list, signature, keys, problems)));
        contents.object(LIST).ifPresent(list -> {
            try {
                checkEntries(archive, list, problems);
            } catch (Unreadable e) {
                problems.add(new Finding("unreadable", LIST, "清单无法读取", e.reason()));
            }
        });
    }

    private static void checkSignature(
            byte[] list, byte[] signature, Map<String, X509Certificate> keys, List<Finding> problems) {
        String text = new String(signature, StandardCharsets.ISO_8859_1);
        try {
            int dots = text.indexOf("..");
            if (dots < 0 || !text.endsWith("\n")) {
                throw new Unreadable("no detached signature");
            }
            String header = text.substring(0, dots);
            Fields named = new Fields(Statement.object(Statement.decode(header)));
            X509Certificate key = keys.get(named.text("kid"));
            boolean right = key != null
                    && TYP.equals(named.text("typ"))
                    && Statement.isDetachedRight(
                            key.getPublicKey(), header, list, text.substring(dots + 2, text.length() - 1));
            if (!right) {
                problems.add(new Finding(
                        "manifest-signature",
                        LIST,
                        "清单或其签名（manifest.sig）被改动",
                        "the list or its signature (manifest.sig) was changed"));
            }
        } catch (Unreadable e) {
            problems.add(new Finding("unreadable", SIGNATURE, "清单签名无法读取", e.reason()));
        }
    }

    private static void checkEntries(Archive archive, Fields manifest, List<Finding> problems) throws Unreadable {
        List<String> listed = new ArrayList<>();
        for (Object item : manifest.list("entries")) {
            Fields entry = Fields.of(item);
            String name = entry.text("name");
            listed.add(name);
            byte[] content = archive.content(name);
            if (content == null) {
                problems.add(new Finding("missing", name, "清单中的文件缺失", "the list has it, the file does not"));
            } else if (content.length != entry.number("bytes")
                    || !Digest.of(content).equals(entry.text("sha256"))) {
                problems.add(new Finding("changed", name, "内容被改动", "the content was changed"));
            }
        }
        Set<String> known = new HashSet<>(listed);
        known.add(LIST);
        known.add(SIGNATURE);
        for (String name : archive.names()) {
            if (!known.contains(name)) {
                problems.add(new Finding("unlisted", name, "清单中没有此文件", "the list does not have it"));
            }
        }
        listed.add(LIST);
        listed.add(SIGNATURE);
        if (!listed.equals(archive.names()) && known.equals(new HashSet<>(archive.names()))) {
            problems.add(new Finding("order", "zip", "文件次序被改动", "the entries are in another order"));
        }
    }
}
