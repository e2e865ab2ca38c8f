package io.weiyi.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.Caller;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody who waits to be let in keeps what they mean to book, and nothing more. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class BookingDraftsIT {

    private static final TimeWindow WINDOW =
            new TimeWindow(Instant.parse("2030-01-07T01:00:00Z"), Instant.parse("2030-01-07T03:00:00Z"));

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BookingDrafts drafts;

    @Inject
    Bookings bookings;

    CityFixture city;
    CityFixture.Instrument instrument;
    Caller waiting;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
        instrument = city.instrument(city.provider()).create();
        waiting = withoutRoles(city.person());
    }

    @Test
    void save_byWhoeverWaits_isKeptWhileBookingIsForbidden() {
        NewBooking wanted = new NewBooking(instrument.id(), WINDOW, BookingMode.ASSISTED, "看看 <b>断口</b>");
        Problem forbidden = catchThrowableOfType(Problem.class, () -> bookings.reserve(waiting, wanted));
        assertThat(forbidden.status()).isEqualTo(403);
        long id = drafts.save(waiting, wanted);
        assertThat(drafts.of(waiting)).singleElement().satisfies(draft -> {
            assertThat(draft.id()).isEqualTo(id);
            assertThat(draft.instrumentId()).isEqualTo(instrument.id());
            assertThat(draft.window()).isEqualTo(WINDOW);
            assertThat(draft.mode()).isEqualTo(BookingMode.ASSISTED);
            assertThat(draft.purpose()).isEqualTo("看看 <b>断口</b>");
        });
        assertThat(slots()).isZero();
    }

    @Test
    void drop_ownDraft_isGoneAndAnothersIsNotFound() {
        long id = drafts.save(waiting, new NewBooking(instrument.id(), WINDOW, BookingMode.SELF, ""));
        Caller stranger = withoutRoles(city.person());
        assertThat(drafts.of(stranger)).isEmpty();
        assertThat(catchThrowableOfType(Problem.class, () -> drafts.drop(stranger, id))
                        .status())
                .isEqualTo(404);
        drafts.drop(waiting, id);
        assertThat(drafts.of(waiting)).isEmpty();
    }

    @Test
    void save_unknownInstrumentOrTooMany_isAViolation() {
        NewBooking unknown = new NewBooking(Long.MAX_VALUE, WINDOW, BookingMode.SELF, "");
        assertThat(catchThrowableOfType(Problem.class, () -> drafts.save(waiting, unknown))
                        .status())
                .isEqualTo(422);
        NewBooking wanted = new NewBooking(instrument.id(), WINDOW, BookingMode.SELF, "");
        for (int i = 0; i < 20; i++) {
            drafts.save(waiting, wanted);
        }
        assertThat(catchThrowableOfType(Problem.class, () -> drafts.save(waiting, wanted))
                        .status())
                .isEqualTo(422);
    }

    private long slots() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM slot WHERE instrument_id = :id")
                .bind("id", instrument.id())
                .mapTo(Long.class)
                .one());
    }

    private static Caller withoutRoles(CityFixture.Person person) {
        return new Caller(
                person.id(), person.username(), person.displayName(), null, Set.of(), Set.of(), Map.of(), Set.of());
    }
}
