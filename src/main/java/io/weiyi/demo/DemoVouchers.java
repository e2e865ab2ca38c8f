package io.weiyi.demo;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.money.Fen;
import io.weiyi.voucher.Layer;
import io.weiyi.voucher.Pools;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The voucher budgets of the demo city's years, and the papers of the first demo firm's settled charges. In one transaction of its own after the city itself; a start that was killed between
 * the two is caught up by the next.
 */
@Singleton
class DemoVouchers {

    private static final Fen BUDGET = Fen.of(300_000_000);
    private static final int YEARS = 3;

    /** A page that says what it is. */
    private static final String SPECIMEN = """
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
            4 0 obj<</Length 56>>stream
            BT /F 24 Tf 40 100 Td (Weiyi demo city: specimen) Tj ET
            endstream endobj
            5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
            trailer<</Root 1 0 R>>
            """;

    private final Jdbi jdbi;
    private final BlobStore blobs;
    private final Pools pools;

    DemoVouchers(Jdbi jdbi, BlobStore blobs, Pools pools) {
        this.jdbi = jdbi;
        this.blobs = blobs;
        this.pools = pools;
    }

    /** Fills what is not there yet. */
    void fill(DemoTimes times) {
        QuarkusTransaction.requiringNew().run(() -> {
            boolean there = jdbi.withHandle(handle -> handle.createQuery("SELECT EXISTS (SELECT 1 FROM voucher_pool)")
                    .mapTo(Boolean.class)
                    .one());
            if (!there) {
                attachPapers();
                budgets(times);
            }
        });
    }

    private void attachPapers() {
        long blob = blobs.put(
                SPECIMEN.getBytes(StandardCharsets.US_ASCII), "application/pdf", "weiyi-demo-specimen.pdf", null);
        jdbi.useHandle(handle -> papers(handle, blob));
    }

    /** Contract and report of what the first demo firm may claim, so that its claims lack nothing. */
    private static void papers(Handle handle, long blob) {
        handle.createUpdate("""
                        INSERT INTO claim_evidence (charge_id, organisation_id, type, blob_id, sha256, uploaded_at)
                        SELECT c.id, c.organisation_id, t.type, b.id, b.sha256, c.created_at
                          FROM charge c JOIN membership m ON m.organisation_id = c.organisation_id
                          JOIN person p ON p.id = m.person_id AND p.username = 'sme'
                          CROSS JOIN (VALUES ('CONTRACT'), ('RESULT_REPORT')) t (type) JOIN blob b ON b.id = :blob
                         WHERE c.live AND c.status = 'PAID' ORDER BY c.id""").bind("blob", blob).execute();
    }

    private void budgets(DemoTimes times) {
        int last = times.historyStart()
                .atZone(io.weiyi.kernel.time.BusinessTime.ZONE)
                .getYear();
        for (int year = last; year < last + YEARS; year++) {
            for (Layer layer : Layer.values()) {
                pools.change(year, layer, null, Pools.ChangeKind.BUDGET, BUDGET, year + " 年度预算", null);
                pools.change(year, layer, null, Pools.ChangeKind.GRANT, BUDGET, year + " 年度资金拨入", null);
            }
        }
    }
}
