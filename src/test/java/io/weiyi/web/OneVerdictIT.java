package io.weiyi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.InstrumentBuilder;
import jakarta.inject.Inject;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One verdict: 200 windows are judged alike by the call, the page, the quote before it, and a move. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class OneVerdictIT {

    private static final int REQUESTS = 200;
    private static final Pattern REASON = Pattern.compile("\\{#case '([a-z-]+)'}([^{]+)");

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private PageCity it;
    private String bearer;
    private Browser browser;
    private Map<String, String> words;

    private record Wanted(Instant from, Instant until) {}

    @BeforeEach
    void makeCity() throws Exception {
        it = new PageCity(jdbi, hasher);
        bearer = it.city.bearer(it.member);
        browser = Browser.signedIn(it.city.session(it.member));
        words = reasons();
    }

    private static Map<String, String> reasons() throws Exception {
        Properties texts = new Properties();
        texts.load(new InputStreamReader(
                OneVerdictIT.class.getResourceAsStream("/messages/why_zh.properties"), StandardCharsets.UTF_8));
        Map<String, String> reasons = new LinkedHashMap<>();
        Matcher reason = REASON.matcher(texts.getProperty("reason"));
        while (reason.find()) {
            reasons.put(reason.group(1), reason.group(2));
        }
        reasons.put("booking-overlap", texts.getProperty("overlap"));
        return reasons;
    }

    private CityFixture.Instrument strict() {
        InstrumentBuilder builder =
                it.city.instrument(it.lab).length(60, 240).lead(67).horizon(14).buffers(0, 30);
        for (int weekday = 1; weekday <= 6; weekday++) {
            builder.opens(weekday, 8 * 60, 18 * 60);
        }
        return builder.personWeek(210).create();
    }

    /** A day that is not a Sunday, so many days ahead or one more. */
    private static Instant workday(int days) {
        LocalDate day = BusinessTime.dayOf(Instant.now()).plusDays(days);
        return BusinessTime.startOf(day.getDayOfWeek() == DayOfWeek.SUNDAY ? day.plusDays(1) : day);
    }

    private static List<Wanted> requests() {
        Random random = new Random(4);
        Instant today = BusinessTime.startOf(BusinessTime.dayOf(Instant.now()));
        List<Wanted> requests = new ArrayList<>();
        Instant taken = workday(3);
        requests.add(new Wanted(taken.plus(Duration.ofHours(10)), taken.plus(Duration.ofHours(11))));
        Instant free = workday(6);
        requests.add(new Wanted(free.plus(Duration.ofHours(9)), free.plus(Duration.ofHours(13))));
        while (requests.size() < REQUESTS) {
            int grid = requests.size() % 4 == 0 ? 15 : 30;
            Instant from = today.plus(Duration.ofDays(random.nextInt(17) - 1L))
                    .plus(Duration.ofMinutes(6 * 60 + (long) grid * random.nextInt(14 * 60 / grid)));
            requests.add(new Wanted(from, from.plus(Duration.ofMinutes((long) grid * (1 + random.nextInt(11))))));
        }
        return requests;
    }

    @Test
    void requests_throughEachDoor_areAnsweredAlike() {
        CityFixture.Instrument first = strict();
        CityFixture.Instrument second = strict();
        Instant day = workday(3);
        for (CityFixture.Instrument instrument : List.of(first, second)) {
            it.booking(instrument, "CONFIRMED", day.plus(Duration.ofHours(9)), day.plus(Duration.ofHours(14)));
            jdbi.useHandle(handle -> handle.execute(
                    "UPDATE booking SET person_id = ?, organisation_id = ? WHERE instrument_id = ?",
                    it.stranger.id(),
                    it.lab.id(),
                    instrument.id()));
        }
        Instant aside = day.plus(Duration.ofDays(60));
        long moved = it.booking(second, "CONFIRMED", aside, aside.plus(Duration.ofHours(1)));
        Map<String, Integer> seen = new TreeMap<>();
        for (Wanted wanted : requests()) {
            String quoted = quoted(first, wanted);
            String called = called(first, wanted);
            String typed = typed(first, wanted);
            String shifted = shifted(moved, wanted);
            assertThat(List.of(quoted, typed, shifted)).as("%s", wanted).containsOnly(called);
            seen.merge(called, 1, Integer::sum);
        }
        assertThat(seen)
                .containsKeys(
                        "allowed",
                        "in-past",
                        "too-far",
                        "outside-hours",
                        "step",
                        "too-short",
                        "too-long",
                        "quota",
                        "booking-overlap");
    }

    private String called(CityFixture.Instrument instrument, Wanted wanted) {
        Response answer = given().header("Authorization", bearer)
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "instrumentId", String.valueOf(instrument.id()),
                        "startsAt", wanted.from().toString(),
                        "endsBefore", wanted.until().toString(),
                        "mode", "SELF",
                        "purpose", "同一裁决"))
                .post("/api/v1/bookings");
        if (answer.statusCode() == 201) {
            cancel(answer.path("id"));
        }
        return verdict(answer);
    }

    private String shifted(long booking, Wanted wanted) {
        return verdict(given().header("Authorization", bearer)
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "startsAt", wanted.from().toString(),
                        "endsBefore", wanted.until().toString()))
                .patch("/api/v1/bookings/" + booking));
    }

    private static String verdict(Response answer) {
        return switch (answer.statusCode()) {
            case 200, 201 -> "allowed";
            case 409 -> answer.<String>path("type").substring("/problems/".length());
            default -> String.valueOf(answer.<String>path("reason"));
        };
    }

    private String typed(CityFixture.Instrument instrument, Wanted wanted) {
        var answer = browser.post(
                "/instruments/" + instrument.id() + "/book",
                "startsAt",
                Formats.field(wanted.from()),
                "endsBefore",
                Formats.field(wanted.until()),
                "mode",
                "SELF",
                "purpose",
                "同一裁决");
        if (answer.statusCode() == 303) {
            cancel(Browser.next(answer).replaceAll("\\D*(\\d+).*", "$1"));
            return "allowed";
        }
        return read(answer.asString());
    }

    private String quoted(CityFixture.Instrument instrument, Wanted wanted) {
        String page = browser.get("/instruments/" + instrument.id() + "/quote?mode=SELF&startsAt="
                        + Formats.field(wanted.from()) + "&endsBefore=" + Formats.field(wanted.until()))
                .asString();
        return read(page);
    }

    private String read(String page) {
        return words.entrySet().stream()
                .filter(entry -> page.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("allowed");
    }

    private void cancel(String id) {
        given().header("Authorization", bearer)
                .post("/api/v1/bookings/" + id + "/cancel")
                .then()
                .statusCode(200);
    }
}
