package io.weiyi.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.metering.pki.DeviceCa;
import io.weiyi.metering.pki.Pem;
import io.weiyi.metering.pki.ReceiptSigner;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes the contents of an evidence file and the signed list of them. */
@ApplicationScoped
class EvidenceWriter {

    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    private final EvidenceFacts facts;
    private final DayChainRows links;
    private final DeviceCa authority;
    private final ReceiptSigner signer;
    private final ObjectMapper json;
    private final Clock clock;

    EvidenceWriter(
            EvidenceFacts facts,
            DayChainRows links,
            DeviceCa authority,
            ReceiptSigner signer,
            ObjectMapper json,
            Clock clock) {
        this.facts = facts;
        this.links = links;
        this.authority = authority;
        this.signer = signer;
        this.json = json;
        this.clock = clock;
    }

    byte[] write(EvidenceFacts.Facts known, List<EvidenceItem> items) {
        List<EvidenceItem> readings =
                items.stream().filter(item -> item.signed() != null).toList();
        EvidenceZip zip = new EvidenceZip();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("v", 1);
        summary.put("madeAt", ReceiptLeaf.text(clock.instant()));
        summary.put("signed", !readings.isEmpty());
        summary.put("readings", readings.size());
        summary.putAll(known.all());
        zip.add("summary.txt", EvidenceText.of(summary));
        zip.add("summary.json", pretty(summary));
        zip.add(
                "readings.jws",
                lines(readings.stream().map(item -> signed(item).jws()).toList()));
        zip.add(
                "links.json",
                pretty(items.stream()
                        .filter(item -> item.signed() == null)
                        .map(EvidenceWriter::link)
                        .toList()));
        addReceipts(zip, readings);
        addCertificates(zip, readings);
        addManifest(zip, known);
        return zip.bytes();
    }

    private static Map<String, Object> link(EvidenceItem item) {
        Map<String, Object> link = new LinkedHashMap<>();
        link.put("seq", item.seq());
        link.put("hash", item.hash());
        link.put("prev", item.prev());
        return link;
    }

    private void addReceipts(EvidenceZip zip, List<EvidenceItem> readings) {
        Set<Long> batches = new TreeSet<>();
        List<Map<String, Object>> listed = new ArrayList<>();
        for (EvidenceItem item : readings) {
            EvidenceItem.Receipt receipt = Objects.requireNonNull(signed(item).receipt());
            batches.add(receipt.batch());
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("seq", item.seq());
            line.put("receivedAt", ReceiptLeaf.text(signed(item).receivedAt()));
            line.put("batch", receipt.batch());
            line.put("index", receipt.index());
            line.put("path", receipt.path());
            listed.add(line);
        }
        zip.add("receipts.json", pretty(listed));
        Set<String> keys = new LinkedHashSet<>();
        List<String> sealed = new ArrayList<>();
        for (long batch : batches) {
            DayChainRows.Sealed link = links.sealed(batch);
            sealed.add(link.jws());
            keys.add(link.kid());
        }
        zip.add("batches.jws", lines(sealed));
        keys.add(signer.kid());
        for (String kid : keys) {
            X509Certificate key = kid.equals(signer.kid()) ? signer.certificate() : links.key(kid);
            zip.add("certificates/receipt-" + kid + ".pem", Pem.of(key));
        }
    }

    private void addCertificates(EvidenceZip zip, List<EvidenceItem> readings) {
        List<String> kids =
                readings.stream().map(item -> signed(item).kid()).distinct().toList();
        List<EvidenceFacts.Certificate> certificates = facts.certificates(kids);
        zip.add(
                "certificates.json",
                pretty(certificates.stream()
                        .map(EvidenceFacts.Certificate::listed)
                        .toList()));
        zip.add("certificates/ca.pem", Pem.of(authority.certificate()));
        for (EvidenceFacts.Certificate certificate : certificates) {
            zip.add("certificates/device-" + certificate.kid() + ".pem", Pem.of(Pem.certificate(certificate.der())));
        }
    }

    /** The list of all contents, and the server's signature over it. */
    private void addManifest(EvidenceZip zip, EvidenceFacts.Facts known) {
        List<Map<String, Object>> entries = zip.entries().entrySet().stream()
                .map(entry -> {
                    Map<String, Object> listed = new LinkedHashMap<>();
                    listed.put("name", entry.getKey());
                    listed.put("bytes", entry.getValue().length);
                    listed.put(
                            "sha256",
                            BASE64_URL.encodeToString(HashTree.sha256().digest(entry.getValue())));
                    return listed;
                })
                .toList();
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("v", 1);
        manifest.put("session", ((Map<?, ?>) Objects.requireNonNull(known.all().get("session"))).get("id"));
        manifest.put("entries", entries);
        String listed = pretty(manifest);
        zip.add("manifest.json", listed);
        String[] jws = signer.sign("weiyi-manifest", listed.getBytes(StandardCharsets.UTF_8))
                .split("\\.");
        // RFC 7515, appendix F: the content lies beside its signature and is left out of it.
        zip.add("manifest.sig", jws[0] + ".." + jws[2] + "\n");
    }

    private static EvidenceItem.Signed signed(EvidenceItem item) {
        return Objects.requireNonNull(item.signed());
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private String pretty(Object value) {
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values are always JSON", e);
        }
    }
}
