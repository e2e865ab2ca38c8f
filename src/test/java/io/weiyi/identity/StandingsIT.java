package io.weiyi.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class StandingsIT {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 1);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Standings standings;

    CityFixture city;
    CityFixture.Org firm;
    CityFixture.Org lab;
    Caller office;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
        firm = city.firm();
        lab = city.provider();
        CityFixture.Person person = city.official(Role.CITY_OFFICE);
        office = new Caller(
                person.id(), person.username(), "市局", null, Set.of(), Set.of(Role.CITY_OFFICE), Map.of(), Set.of());
    }

    @Test
    @Tag("ID-STANDING-001")
    void of_day_knowsWhatHeldThen() {
        add(StandingKind.TITLE, "HIGH_TECH", null, "2024-01-01", "2027-01-01");
        add(StandingKind.TITLE, "QIANFAN", null, "2020-01-01", "2021-01-01");
        add(StandingKind.SIZE, "MEDIUM", null, "2026-01-01", null);
        add(StandingKind.ABNORMAL, "", null, "2026-06-01", "2026-06-02");
        add(StandingKind.BLACKLIST, "", null, "2025-01-01", "2026-06-01");
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO tech_sme_entry (organisation_code, name_zh, entry_number, valid_from, valid_until, source) VALUES (?, ?, ?, '2026-01-01', '2027-01-01', 'test')",
                firm.code(),
                firm.nameZh(),
                CityFixture.unique("2026")));

        Standing standing = standings.of(firm.id(), DAY).orElseThrow();
        assertThat(standing.titles()).containsExactlyInAnyOrder("HIGH_TECH", "TECH_SME");
        assertThat(standing.techSme()).isTrue();
        assertThat(standing.sizeClass()).isEqualTo("MEDIUM");
        assertThat(standing.abnormal()).isTrue();
        assertThat(standing.blacklisted()).as("the end is exclusive").isFalse();
        Standing before = standings.of(firm.id(), DAY.minusDays(1)).orElseThrow();
        assertThat(before.abnormal()).isFalse();
        assertThat(before.blacklisted()).isTrue();
        Standing long_ago = standings.of(firm.id(), LocalDate.of(2020, 6, 1)).orElseThrow();
        assertThat(long_ago.titles()).containsExactly("QIANFAN");
        assertThat(long_ago.techSme()).isFalse();
        assertThat(long_ago.sizeClass()).as("what it declared itself").isEqualTo("SMALL");
        assertThat(standings.of(-1, DAY)).isEmpty();
    }

    @Test
    @Tag("ID-STANDING-002")
    void related_eitherWayOrByTheController_isSeen() {
        assertThat(standings.related(firm.id(), lab.id(), DAY)).isEmpty();
        assertThat(standings.related(firm.id(), firm.id(), DAY)).contains("SAME");
        add(StandingKind.RELATED, "LEGAL_REPRESENTATIVE", lab.code(), "2026-06-01", null);
        assertThat(standings.related(firm.id(), lab.id(), DAY)).contains("LEGAL_REPRESENTATIVE");
        assertThat(standings.related(lab.id(), firm.id(), DAY)).contains("LEGAL_REPRESENTATIVE");
        assertThat(standings.related(lab.id(), firm.id(), DAY.minusDays(1))).isEmpty();

        CityFixture.Org sister = city.firm();
        String controller = CityFixture.unique("控制人");
        add(StandingKind.CONTROL, controller, null, "2026-01-01", null);
        standings.add(office, entry(StandingKind.CONTROL, sister.code(), controller, null, "2026-01-01", null));
        assertThat(standings.related(firm.id(), sister.id(), DAY)).contains("CONTROL");
        Standing standing = standings.of(firm.id(), DAY).orElseThrow();
        assertThat(standing.controlGroup()).isEqualTo(controller);
        assertThat(standings.membersOf(standing.controlGroupId(), DAY))
                .containsExactlyInAnyOrder(firm.id(), sister.id());
    }

    @Test
    @Tag("ID-STANDING-003")
    void add_twiceOrOverlappingOrByOthers_isRefused() {
        add(StandingKind.SIZE, "SMALL", null, "2026-01-01", null);
        refused(() -> add(StandingKind.SIZE, "LARGE", null, "2026-02-01", null), "validFrom");
        add(StandingKind.TITLE, "HIGH_TECH", null, "2026-01-01", null);
        refused(() -> add(StandingKind.TITLE, "HIGH_TECH", null, "2026-01-01", null), "validFrom");
        refused(() -> add(StandingKind.ABNORMAL, "", null, "2026-01-01", "2026-01-01"), "validUntil");
        refused(() -> add(StandingKind.TITLE, "not a title", null, "2026-01-01", null), "value");
        refused(() -> add(StandingKind.RELATED, "X", firm.code(), "2026-01-01", null), "value");
        Caller other = new Caller(1, "x", "x", null, Set.of(), Set.of(Role.FINANCE), Map.of(), Set.of());
        assertThatThrownBy(() ->
                        standings.add(other, entry(StandingKind.ABNORMAL, firm.code(), "", null, "2026-01-01", null)))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.status()).isEqualTo(403));
    }

    @Test
    @Tag("ID-STANDING-004")
    void withdraw_wrongEntry_countsNoMoreAndStaysToBeSeen() {
        add(StandingKind.ABNORMAL, "", null, "2026-01-01", null);
        List<StandingEntry> entries = standings.entriesOf(firm.code());
        standings.withdraw(office, entries.get(0).id());
        assertThat(standings.of(firm.id(), DAY).orElseThrow().abnormal()).isFalse();
        assertThat(standings.entriesOf(firm.code()))
                .singleElement()
                .satisfies(e -> assertThat(e.withdrawnAt()).isNotNull());
        add(StandingKind.ABNORMAL, "", null, "2026-01-01", null);
        assertThat(standings.of(firm.id(), DAY).orElseThrow().abnormal()).isTrue();
    }

    private void refused(Runnable what, String field) {
        assertThatThrownBy(what::run)
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.detail()).startsWith(field + ":"));
    }

    private void add(StandingKind kind, String value, String other, String from, String until) {
        standings.add(office, entry(kind, firm.code(), value, other, from, until));
    }

    private static StandingEntry entry(
            StandingKind kind, String code, String value, String other, String from, String until) {
        return new StandingEntry(
                0,
                kind,
                code,
                value,
                other,
                LocalDate.parse(from),
                until == null ? null : LocalDate.parse(until),
                "测试来源",
                null,
                null);
    }
}
