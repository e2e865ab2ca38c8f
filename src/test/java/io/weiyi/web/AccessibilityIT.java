package io.weiyi.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.print.Prints;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.InstalledChromium;
import io.weiyi.testing.InstalledChromium.Size;
import io.weiyi.testing.InstalledChromium.Visit;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** No page has a serious or critical violation in the eyes of axe-core, on a desk and on a phone. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class AccessibilityIT {

    private static final String AXE = "/axe.min.js";
    private static final String RUN =
            "() => axe.run(document, {resultTypes: ['violations'], preload: false}).then(r => r.violations"
                    + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                    + ".map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')))";
    /** What is a part of a page, or stands under an address that only real devices and files make. */
    private static final Set<String> NO_PAGES = Set.of(
            "/lab/board/tiles",
            "/instruments/{id}/quote",
            "/lab/devices/import/{id}",
            "/lab/devices/{id}",
            "/lab/devices/{device}/quarantine/{id}",
            "/publicity/{id}",
            "/claims/{id}");

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Prints prints;

    @TestHTTPResource("/")
    URI site;

    private record Reader(String session, Set<String> roles) {}

    @Test
    void page_ofEveryRole_hasNoSeriousViolation() throws IOException {
        PageCity it = new PageCity(jdbi, hasher);
        List<Reader> readers = readers(it);
        Map<String, String> things = things(it);
        things.put(
                "/verify/{token}",
                "/verify/"
                        + prints.register("claim-form", "0", Map.of("申请编号", "0"))
                                .token());
        Map<Reader, List<String>> looks = new LinkedHashMap<>();
        readers.forEach(reader -> looks.put(reader, new ArrayList<>(List.of("/start"))));
        List<String> unknown = new ArrayList<>();
        for (Addresses.Address address : Addresses.all()) {
            if (!address.page() || NO_PAGES.contains(address.template())) {
                continue;
            }
            String path = things.getOrDefault(address.template(), address.hasParameters() ? "" : address.template());
            Optional<Reader> reader = readers.stream()
                    .filter(r -> address.opensTo(r.roles(), r.session().isEmpty()))
                    .findFirst();
            if (path.isEmpty() || reader.isEmpty()) {
                unknown.add(address.template());
            } else {
                looks.get(reader.get()).add(path);
            }
        }
        assertThat(unknown)
                .as("pages that name a thing by its id; say in things() which one to look at")
                .isEmpty();
        List<String> wrong = new ArrayList<>();
        try (InstalledChromium chromium = InstalledChromium.start()) {
            chromium.visit("accessibility", site, Size.DESK, visit -> {
                visit.context().addInitScript(axe());
                looks.forEach((reader, paths) -> check(visit, reader, paths, wrong));
                assertThat(wrong).isEmpty();
            });
        }
    }

    private static List<Reader> readers(PageCity it) {
        return List.of(
                new Reader("", Set.of()),
                new Reader(it.city.session(it.member), Set.of("MEMBER", "ORG_ADMIN", "FIRM_FINANCE")),
                new Reader(it.city.session(it.manager), Set.of("INSTRUMENT_MANAGER", "OPERATOR", "PROVIDER_FINANCE")),
                new Reader(it.city.session(it.office), Set.of("AREA_OFFICE")),
                new Reader(it.city.session(it.administrator), Set.of("ADMIN")),
                new Reader(it.city.session(it.finance), Set.of("FINANCE")),
                new Reader(it.city.session(it.city.official(Role.CITY_OFFICE)), Set.of("CITY_OFFICE")),
                new Reader(it.city.session(it.city.official(Role.LEADER)), Set.of("LEADER")),
                new Reader(it.city.session(it.city.official(Role.AUDITOR)), Set.of("AUDITOR")));
    }

    /** The addresses that name a thing, each with one that there is. */
    private static Map<String, String> things(PageCity it) {
        long booking = it.booking(it.instrument, "CONFIRMED", PageCity.hours(30), PageCity.hours(32));
        long charge = it.charge(it.booking(it.instrument, "FINISHED", PageCity.hours(-5), PageCity.hours(-3)));
        it.booking(it.approved, "PENDING_APPROVAL", PageCity.hours(50), PageCity.hours(52));
        long session = it.session(it.instrument);
        long instrument = it.instrument.id();
        Map<String, String> things = new LinkedHashMap<>();
        things.put("/bookings/{id}", "/bookings/" + booking);
        things.put("/charges/{id}", "/charges/" + charge);
        things.put("/orders/{id}", "/orders/" + it.order());
        things.put("/orders/new", "/orders/new?instrument=" + instrument);
        things.put("/sessions/{id}", "/sessions/" + session);
        things.put("/statements/{month}", "/statements/2026-01");
        things.put("/lab/tariffs/{subject}/{id}", "/lab/tariffs/instruments/" + instrument);
        for (String of : List.of(
                "/instruments/{id}",
                "/scan/{id}",
                "/lab/calendars/{id}",
                "/lab/calibrations/{id}",
                "/lab/instruments/{id}",
                "/lab/instruments/{id}/blocks",
                "/lab/instruments/{id}/desk",
                "/lab/instruments/{id}/label",
                "/lab/instruments/{id}/rules")) {
            things.put(of, of.replace("{id}", String.valueOf(instrument)));
        }
        return things;
    }

    private static void check(Visit visit, Reader reader, List<String> paths, List<String> wrong) {
        visit.become(reader.session());
        for (String path : paths) {
            Size.DESK.on(visit.page());
            visit.go(path);
            tell(visit, "desk " + path, wrong);
            Size.PHONE.on(visit.page());
            tell(visit, "phone " + path, wrong);
            if (visit.tooWide() > 0) {
                wrong.add("phone " + path + " scrolls sideways");
            }
        }
    }

    private static void tell(Visit visit, String where, List<String> wrong) {
        for (Object violation : (List<?>) visit.page().evaluate(RUN)) {
            wrong.add(where + " " + violation);
        }
    }

    private static String axe() {
        try (InputStream script = AccessibilityIT.class.getResourceAsStream(AXE)) {
            assertThat(script).isNotNull();
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
