package io.weiyi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.reporting.FirstFree;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.InstrumentBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first free time on a search card is what the rule engine takes, and nothing earlier is. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class FirstFreeIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    FirstFree firstFree;

    private PageCity it;

    @BeforeEach
    void makeCity() {
        it = new PageCity(jdbi, hasher);
    }

    private int book(CityFixture.Instrument instrument, TimeWindow window) {
        return given().header("Authorization", it.city.bearer(it.member))
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "instrumentId", String.valueOf(instrument.id()),
                        "startsAt", window.startsAt().toString(),
                        "endsBefore", window.endsBefore().toString(),
                        "mode", "SELF",
                        "purpose", "最早空闲"))
                .post("/api/v1/bookings")
                .statusCode();
    }

    private static Instant at(int days, int hour) {
        LocalDate day = BusinessTime.dayOf(Instant.now()).plusDays(days);
        return BusinessTime.startOf(day).plus(Duration.ofHours(hour));
    }

    @Test
    void firstFree_strictRules_isTheFirstThatTheEngineTakes() {
        InstrumentBuilder builder = it.city
                .instrument(it.lab)
                .length(45, 240)
                .lead(24 * 60)
                .horizon(14)
                .buffers(30, 30);
        for (int weekday = 1; weekday <= 7; weekday++) {
            builder.opens(weekday, 9 * 60, 12 * 60);
        }
        CityFixture.Instrument strict = builder.create();
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO opening_exception (instrument_id, day, note, set_by, set_at) VALUES (?, ?, '', ?, now())",
                strict.id(),
                BusinessTime.dayOf(at(2, 0)),
                it.manager.id()));
        it.booking(strict, "CONFIRMED", at(1, 9), at(1, 12));
        it.booking(strict, "CONFIRMED", at(3, 9), at(3, 10));
        TimeWindow first = firstFree.of(List.of(strict.id())).get(strict.id());
        // A buffer before the booking touches what is taken until ten; the least length is a multiple of the step.
        assertThat(first)
                .isEqualTo(new TimeWindow(at(3, 10).plusSeconds(1800), at(3, 11).plusSeconds(1800)));
        assertThat(book(strict, new TimeWindow(at(3, 10), at(3, 11)))).isEqualTo(409);
        assertThat(book(strict, first)).isEqualTo(201);
        // Only half an hour is left of that day, and it lies in the buffer.
        assertThat(firstFree.of(List.of(strict.id())).get(strict.id()).startsAt())
                .isEqualTo(at(4, 9));
    }

    @Test
    void firstFree_nothingToBook_isEmpty() {
        CityFixture.Instrument closed = it.city.instrument(it.lab).closed().create();
        CityFixture.Instrument kept = it.city.instrument(it.lab).notBookable().create();
        CityFixture.Instrument full = it.city.instrument(it.lab).create();
        it.booking(full, "CONFIRMED", at(-1, 0), at(30, 0));
        assertThat(firstFree.of(List.of(closed.id(), kept.id(), full.id()))).isEmpty();
        assertThat(firstFree.of(List.of())).isEmpty();
    }

    @Test
    void search_eachCard_namesItsFirstFreeTime() {
        CityFixture.Instrument found = it.city.instrument(it.lab).create();
        it.booking(found, "CONFIRMED", PageCity.hours(-1), PageCity.hours(26));
        TimeWindow first = firstFree.of(List.of(found.id())).get(found.id());
        String page = Browser.guest().get("/instruments?q=" + found.innerId()).asString();
        assertThat(page)
                .contains("最早空闲")
                .contains("/instruments/" + found.id() + "?startsAt=" + Formats.field(first.startsAt()))
                .contains(Formats.span(first.startsAt(), first.endsBefore()));
        assertThat(book(found, first)).isEqualTo(201);
    }

    @Test
    void findATime_hoursWithinASpan_earliestFirstAndBookable() {
        String word = CityFixture.unique("质谱");
        CityFixture.Instrument late =
                it.city.instrument(it.lab).names(word + "甲", "A " + word).create();
        CityFixture.Instrument early =
                it.city.instrument(it.lab).names(word + "乙", "B " + word).create();
        CityFixture.Instrument brief = it.city
                .instrument(it.lab)
                .names(word + "丙", "C " + word)
                .length(30, 120)
                .create();
        it.booking(late, "CONFIRMED", at(5, 0), at(5, 14));
        it.booking(early, "CONFIRMED", at(5, 10), at(5, 11));
        String query = "/instruments?q=" + word + "&hours=3&availableFrom=" + Formats.field(at(5, 8)) + "&availableTo="
                + Formats.field(at(6, 0)) + "&district=" + it.city.area().id();
        String page = Browser.guest().get(query).asString();
        String first = "/instruments/" + early.id() + "?startsAt=" + Formats.field(at(5, 11));
        String second = "/instruments/" + late.id() + "?startsAt=" + Formats.field(at(5, 14));
        assertThat(page).containsSubsequence(first, second).doesNotContain("/instruments/" + brief.id() + "?");
        assertThat(book(early, new TimeWindow(at(5, 11), at(5, 14)))).isEqualTo(201);
        assertThat(Browser.guest().get(query).asString())
                .contains("/instruments/" + early.id() + "?startsAt=" + Formats.field(at(5, 14)), second);
    }

    @Test
    void findATime_badHours_marksTheField() {
        for (String hours : List.of("abc", "0", "999", "-1")) {
            assertThat(Browser.guest().get("/instruments?hours=" + hours).asString())
                    .as(hours)
                    .contains("is-wrong");
        }
    }
}
