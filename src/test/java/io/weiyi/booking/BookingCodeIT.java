package io.weiyi.booking;

import static io.weiyi.booking.BookingFixture.as;
import static io.weiyi.booking.BookingFixture.body;
import static io.weiyi.booking.BookingFixture.day;
import static io.weiyi.booking.BookingFixture.get;
import static io.weiyi.booking.BookingFixture.move;
import static io.weiyi.booking.BookingFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The six digits of a booking: who is told, how long they hold, and in which form they leave the server. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class BookingCodeIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Bookings bookings;

    private BookingFixture it;
    private CityFixture.Instrument instrument;

    @BeforeEach
    void people() {
        it = new BookingFixture(jdbi, hasher);
        instrument = it.city.instrument(it.lab).create();
    }

    private String codeOf(String bearer, String id) {
        return get(bearer, id)
                .then()
                .statusCode(200)
                .body("$", hasKey("code"))
                .extract()
                .path("code");
    }

    @Test
    void code_ofTheFirm_isSixDigitsAndStays() {
        String code = post(it.member, body(instrument, day(2, 9), day(2, 10)))
                .then()
                .statusCode(201)
                .body("code", matchesPattern("[0-9]{6}"))
                .extract()
                .path("code");
        String id = as(it.member)
                .get("/api/v1/bookings?instrumentId=" + instrument.id())
                .path("items[0].id");
        assertThat(codeOf(it.member, id)).isEqualTo(code);
        as(it.member)
                .get("/api/v1/bookings?instrumentId=" + instrument.id())
                .then()
                .body("items[0].code", equalTo(code));
        as(it.member)
                .body(Map.of("endsBefore", day(2, 11).toString()))
                .patch("/api/v1/bookings/" + id)
                .then()
                .statusCode(200)
                .body("code", equalTo(code));
    }

    @Test
    void code_askedByOthers_isNotTold() {
        String id = it.booked(instrument, 2, 9, 10);
        for (String bearer : List.of(it.manager, it.operator, it.auditor)) {
            assertThat(codeOf(bearer, id)).isNull();
            as(bearer)
                    .get("/api/v1/bookings?instrumentId=" + instrument.id())
                    .then()
                    .body("items[0].code", nullValue());
        }
        get(it.stranger, id).then().statusCode(404);
        get(it.otherManager, id).then().statusCode(404);
    }

    @Test
    void code_ofABookingThatIsOver_isGoneAndFreeAgain() {
        String id = it.booked(instrument, 2, 9, 10);
        String code = codeOf(it.member, id);
        move(it.member, id, "cancel").then().statusCode(200).body("code", nullValue());
        assertThat(codeOf(it.member, id)).isNull();
        assertThat(bookings.codeProofs(List.of(Long.valueOf(id)))).isEmpty();
        boolean live =
                jdbi.withHandle(handle -> handle.createQuery("SELECT live FROM booking_code WHERE booking_id = :id")
                        .bind("id", Long.parseLong(id))
                        .mapTo(Boolean.class)
                        .one());
        assertThat(live).isFalse();
        assertThat(code).hasSize(6);
    }

    @Test
    void code_alreadyTakenOnTheInstrument_anotherIsGiven() {
        String first = it.booked(instrument, 2, 9, 10);
        String second = it.booked(instrument, 2, 10, 11);
        assertThat(codeOf(it.member, first)).isNotEqualTo(codeOf(it.member, second));
        int taken = jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO booking_code (booking_id, instrument_id, code)
                        SELECT :second, instrument_id, code FROM booking_code WHERE booking_id = :first
                        ON CONFLICT DO NOTHING""")
                .bind("first", Long.parseLong(first))
                .bind("second", Long.parseLong(second))
                .execute());
        assertThat(taken).isZero();
    }

    @Test
    void proof_ofACode_checksIndependentlyAndHidesTheDigits() throws Exception {
        String id = it.booked(instrument, 2, 9, 10);
        String code = codeOf(it.member, id);
        String proof = bookings.codeProofs(List.of(Long.valueOf(id))).get(Long.valueOf(id));
        assertThat(proof).doesNotContain(code);
        assertThat(bookings.codeProofs(List.of(Long.valueOf(id)))).containsEntry(Long.valueOf(id), proof);
        String[] parts = proof.split("\\$");
        assertThat(parts[0]).isEqualTo("pbkdf2-sha256");
        javax.crypto.spec.PBEKeySpec key = new javax.crypto.spec.PBEKeySpec(
                code.toCharArray(), Base64.getUrlDecoder().decode(parts[2]), Integer.parseInt(parts[1]), 256);
        byte[] hash = javax.crypto.SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(key)
                .getEncoded();
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(hash)).isEqualTo(parts[3]);
    }
}
