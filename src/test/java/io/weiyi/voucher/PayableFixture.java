package io.weiyi.voucher;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Jdbi;

/** A firm with claims that are ready to be paid, for the rooms that pay. */
public final class PayableFixture {

    private final ClaimFixture claims;
    private final Publicity publicity;
    private final Jdbi jdbi;

    public PayableFixture(Jdbi jdbi, PasswordHasher hasher, Pools pools, Publicity publicity) {
        this.claims = new ClaimFixture(jdbi, CityFixture.fresh(jdbi, hasher), pools);
        this.publicity = publicity;
        this.jdbi = jdbi;
        claims.pool(Layer.PROVINCE, 100_000_000);
    }

    public CityFixture city() {
        return claims.city;
    }

    public CityFixture.Org firm() {
        return claims.firm;
    }

    /** The person of the city's office who approves the claims. */
    public CityFixture.Person reviewer() {
        return claims.cityOffice;
    }

    public void grant(long fen) {
        claims.grant(Layer.PROVINCE, fen);
    }

    /** A claim over so much, settled, reviewed, and through publicity. */
    public String payable(long fen) {
        String id = claims.inCityReview(fen);
        claims.decide(claims.cityOffice, id, "APPROVE").statusCode(200);
        claims.post(
                        claims.cityOffice,
                        "/api/v1/publicity",
                        "{\"documentNumber\":\"%s\",\"phone\":\"0631-5231234\",\"workingDays\":7}"
                                .formatted(CityFixture.unique("威科")))
                .statusCode(201);
        QuarkusTransaction.requiringNew()
                .run(() -> publicity.close(Instant.now().plus(30, ChronoUnit.DAYS)));
        // The list ended long ago for the test, and not in a month to come.
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE claim SET status_since = now() WHERE id = ? AND status = 'PAYABLE'", Long.parseLong(id)));
        return id;
    }

    public String status(String claim) {
        return claims.get(claims.member, claim).extract().path("status");
    }
}
