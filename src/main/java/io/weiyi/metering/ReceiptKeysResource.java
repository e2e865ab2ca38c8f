package io.weiyi.metering;

import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.pki.DeviceCa;
import io.weiyi.metering.pki.Pem;
import io.weiyi.metering.pki.ReceiptSigner;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What anybody needs to check an evidence file: the keys behind it, and the head of each day. Open to all. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class ReceiptKeysResource {

    private final DayChain chain;
    private final DayChainRows rows;
    private final DeviceCa authority;
    private final ReceiptSigner signer;

    ReceiptKeysResource(DayChain chain, DayChainRows rows, DeviceCa authority, ReceiptSigner signer) {
        this.chain = chain;
        this.rows = rows;
        this.authority = authority;
        this.signer = signer;
    }

    @GET
    @Path("/receipt-keys")
    @PermitAll
    public KeysJson keys() {
        Map<String, X509Certificate> all = new LinkedHashMap<>();
        rows.keys().forEach(certificate -> all.put(Pem.fingerprint(certificate), certificate));
        all.put(signer.kid(), signer.certificate());
        return new KeysJson(
                authority.fingerprint(),
                Pem.of(authority.certificate()),
                all.entrySet().stream()
                        .map(key -> new KeyJson(key.getKey(), Pem.of(key.getValue())))
                        .toList());
    }

    @GET
    @Path("/receipt-days/{day}")
    @PermitAll
    public DayJson day(@PathParam("day") String day) {
        try {
            return chain.day(LocalDate.parse(day))
                    .map(found -> new DayJson(
                            found.day().toString(), found.batches(), found.readings(), found.head(), found.sealedAt()))
                    .orElseThrow(Problem::notFound);
        } catch (DateTimeException e) {
            throw Problem.notFound();
        }
    }

    /** The fingerprints to compare an evidence file with. */
    public record KeysJson(String caSha256, String caPem, List<KeyJson> keys) {}

    /** A key that signs, or once signed, receipts; the certificate carries it. */
    public record KeyJson(String sha256, String certificatePem) {}

    /** A day of the chain. */
    public record DayJson(String day, int batches, long readings, String head, Instant sealedAt) {}
}
