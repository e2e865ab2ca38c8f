package io.weiyi.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.kernel.id.CreditCode;
import io.weiyi.kernel.time.BusinessTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo city as plain values: figures, order and rules that hold before anything is written anywhere. */
class CityPlanTest {

    private static final DemoTimes TIMES = DemoTimes.at(Instant.parse("2026-11-23T06:00:00Z"));
    private static final CityPlan CITY = CityPlan.make(TIMES);

    @Test
    void make_sameTimes_sameCity() {
        assertThat(CityPlan.make(TIMES).digest()).isEqualTo(CITY.digest());
    }

    @Test
    void classes_fifteenAtTheTop_otherIs990000() {
        List<DemoCatalogue.InstrumentClass> top = CITY.catalogue().classes().stream()
                .filter(DemoCatalogue.InstrumentClass::top)
                .toList();
        assertThat(top).hasSize(15);
        assertThat(top.get(14).code()).isEqualTo("990000");
        Set<String> used = CITY.instruments().stream()
                .map(i -> i.model().family().classCode().substring(0, 2))
                .collect(Collectors.toSet());
        assertThat(used).hasSize(15);
        assertThat(CITY.catalogue().classes())
                .extracting(DemoCatalogue.InstrumentClass::code)
                .doesNotHaveDuplicates()
                .containsAll(CITY.catalogue().families().stream()
                        .map(DemoCatalogue.Family::classCode)
                        .toList());
    }

    @Test
    void texts_anyModel_fitTheNationalRecord() {
        assertThat(CITY.catalogue().models()).hasSizeGreaterThan(400);
        for (DemoCatalogue.Model model : CITY.catalogue().models()) {
            assertThat(model.technical()).isNotBlank().hasSizeLessThanOrEqualTo(500);
            assertThat(model.family().function()).isNotBlank().hasSizeLessThanOrEqualTo(300);
            assertThat(model.family().serviceContent()).isNotBlank().hasSizeLessThanOrEqualTo(200);
            assertThat(model.family().sampleRequirement()).isNotBlank().hasSizeLessThanOrEqualTo(500);
            assertThat(model.accessories()).isNotEmpty();
            assertThat(model.nation()).matches("[A-Z]{2}");
            assertThat(model.priceLowYuan()).isPositive().isLessThan(model.priceHighYuan());
        }
    }

    @Test
    void instruments_whole_countWorthAndModelsAreThoseOfTheCity() {
        assertThat(CITY.instruments()).hasSize(1830);
        long worthFen =
                CITY.instruments().stream().mapToLong(DemoInstrument::worthFen).sum();
        assertThat(worthFen).isBetween(123_750_000_000L, 126_250_000_000L);
        assertThat(CITY.instruments().stream().map(i -> i.model().model()).distinct())
                .hasSizeGreaterThanOrEqualTo(400);
        assertThat(CITY.instruments().stream().map(i -> i.owner() + "/" + i.innerId()))
                .doesNotHaveDuplicates();
        assertThat(CITY.instruments().stream().map(DemoInstrument::owner).distinct())
                .hasSizeGreaterThan(110);
        for (DemoInstrument instrument : CITY.instruments()) {
            long yuan = instrument.worthFen() / 100;
            assertThat(yuan)
                    .isBetween(
                            instrument.model().priceLowYuan(),
                            instrument.model().priceHighYuan());
        }
    }

    @Test
    void instruments_forTestsFromOutside_areAsPromised() {
        Map<String, DemoInstrument> open = CITY.instruments().stream()
                .filter(i -> i.innerId().startsWith("DEMO-"))
                .collect(Collectors.toMap(DemoInstrument::innerId, i -> i));
        assertThat(open).containsOnlyKeys("DEMO-INSTANT", "DEMO-APPROVAL", "DEMO-TRAINED", "DEMO-UNMETERED");
        for (DemoInstrument instrument : open.values()) {
            assertThat(instrument.owner()).isEqualTo(OrganisationPlan.OWNER_P);
            assertThat(instrument.bookable()).isTrue();
            assertThat(instrument.rules().opening()).isEqualTo(OpeningPattern.ALWAYS);
            assertThat(instrument.rules().horizonDays()).isEqualTo(90);
            assertThat(instrument.tariffs()).hasSize(1);
            assertThat(instrument.tariffs().get(0).internal())
                    .isEqualTo(instrument.tariffs().get(0).company())
                    .isEqualTo(new DemoTariff.Rate(0, 20_000, 10_000, 0));
            assertThat(CITY.history().bookings()).noneMatch(b -> b.instrument() == instrument.no());
            assertThat(CITY.history().sessions()).noneMatch(s -> s.instrument() == instrument.no());
        }
        assertThat(open.get("DEMO-APPROVAL").rules().approval()).isTrue();
        assertThat(open.get("DEMO-TRAINED").rules().trainingRequired()).isTrue();
        assertThat(open.get("DEMO-UNMETERED").tariffs().get(0).basis()).isEqualTo("BOOKED");
    }

    @Test
    void organisations_whole_codesAreValidAndTheNetworkRateIsTheCitys() {
        assertThat(CITY.organisations()).hasSizeGreaterThanOrEqualTo(2900);
        assertThat(CITY.organisations())
                .extracting(DemoOrganisation::code)
                .doesNotHaveDuplicates()
                .allMatch(code -> CreditCode.parse(code).isPresent());
        assertThat(CITY.organisations()).extracting(DemoOrganisation::nameZh).doesNotHaveDuplicates();
        Set<String> members = CITY.organisations().stream()
                .filter(o -> o.status().equals("ACTIVE"))
                .map(DemoOrganisation::code)
                .collect(Collectors.toSet());
        List<TechSmeEntry> valid = CITY.techSmes().stream()
                .filter(e ->
                        !TIMES.today().isBefore(e.validFrom()) && TIMES.today().isBefore(e.validUntil()))
                .toList();
        long registered = valid.stream().filter(e -> members.contains(e.code())).count();
        assertThat(valid).hasSize(2689);
        assertThat(registered).isEqualTo(2665);
        long permille = (registered * 1000 + valid.size() / 2) / valid.size();
        assertThat(permille / 10 + "." + permille % 10 + "%").isEqualTo("99.1%");
        assertThat(CITY.techSmes()).extracting(TechSmeEntry::entryNumber).doesNotHaveDuplicates();
    }

    @Test
    void people_demoAccounts_existOnceInTheirOrganisations() {
        assertThat(CITY.people().people())
                .filteredOn(DemoPerson::account)
                .extracting(DemoPerson::username)
                .containsExactlyElementsOf(PeoplePlan.ACCOUNTS);
        assertThat(CITY.people().people()).extracting(DemoPerson::username).doesNotHaveDuplicates();
        assertThat(CITY.people().people()).extracting(DemoPerson::mobile).doesNotHaveDuplicates();
    }

    @Test
    void serviceItems_whole_fillEightChannels() {
        assertThat(CITY.serviceItems()).hasSize(650);
        assertThat(CITY.serviceItems().stream().map(DemoServiceItem::channel).distinct())
                .hasSize(8);
        assertThat(CITY.catalogue().synonyms()).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void bookings_anyInstrument_keepToHoursStepsAndEachOther() {
        Map<Integer, List<DemoBooking>> byInstrument = CITY.history().bookings().stream()
                .filter(DemoBooking::active)
                .collect(Collectors.groupingBy(DemoBooking::instrument));
        byInstrument.forEach((no, bookings) -> {
            DemoRules rules = CITY.instruments().get(no).rules();
            List<DemoBooking> ordered = new ArrayList<>(bookings);
            ordered.sort(Comparator.comparing(DemoBooking::blockedFrom));
            Instant free = Instant.MIN;
            for (DemoBooking booking : ordered) {
                assertThat(booking.blockedFrom()).isAfterOrEqualTo(free);
                free = booking.blockedBefore();
                inHours(rules, booking);
            }
        });
    }

    private static void inHours(DemoRules rules, DemoBooking booking) {
        LocalDate day = BusinessTime.dayOf(booking.startsAt());
        long start = minutes(day, booking.startsAt());
        long end = minutes(day, booking.endsBefore());
        assertThat(start % rules.stepMinutes()).isZero();
        assertThat((end - start) % rules.stepMinutes()).isZero();
        assertThat(end - start).isBetween((long) rules.minMinutes(), (long) rules.maxMinutes());
        assertThat(rules.opening().on(day.getDayOfWeek().getValue()))
                .anyMatch(o -> o.opensMinute() <= start && end <= o.closesMinute());
        assertThat(booking.createdAt()).isBefore(TIMES.now());
    }

    private static long minutes(LocalDate day, Instant moment) {
        return (moment.getEpochSecond() - BusinessTime.startOf(day).getEpochSecond()) / 60;
    }

    @Test
    void sessions_anyInstrument_doNotOverlapAndAddUp() {
        Map<Integer, List<DemoSession>> byInstrument =
                CITY.history().sessions().stream().collect(Collectors.groupingBy(DemoSession::instrument));
        byInstrument.values().forEach(sessions -> {
            Instant free = Instant.MIN;
            for (DemoSession session : sessions) {
                assertThat(session.startedAt()).isAfterOrEqualTo(free);
                assertThat(session.endedAt()).isAfter(session.startedAt());
                assertThat(session.signed() || session.endedAt().isBefore(TIMES.now()))
                        .isTrue();
                assertThat(session.activeSeconds() + session.idleSeconds()).isEqualTo(session.runSeconds());
                assertThat(session.activeSeconds()).isBetween(0L, session.runSeconds());
                free = session.endedAt();
            }
        });
        Set<Integer> devices = new HashSet<>();
        CITY.history().sessions().stream().filter(DemoSession::signed).forEach(s -> devices.add(s.instrument()));
        assertThat(devices).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23T06:00:00Z", "2027-02-08T01:30:00Z", "2026-07-01T20:00:00Z"})
    void history_anyAnchor_hasFortyThousandOfEachAYear(String at) {
        DemoTimes times = DemoTimes.at(Instant.parse(at));
        CityPlan city = times.equals(TIMES) ? CITY : CityPlan.make(times);
        Instant newYear = BusinessTime.startOf(times.today().withDayOfYear(1));
        long bookings = city.history().bookings().stream()
                .filter(b -> b.startsAt().isBefore(newYear))
                .count();
        long sessions = city.history().sessions().stream()
                .filter(s -> s.startedAt().isBefore(newYear))
                .count();
        assertThat(bookings).isBetween(40_000L, 50_000L);
        assertThat(sessions).isBetween(40_000L, 52_000L);
        long soFar = times.today().getDayOfYear();
        long ofThisYear = city.history().bookings().stream()
                .filter(b -> !b.startsAt().isBefore(newYear) && b.startsAt().isBefore(times.now()))
                .count();
        assertThat(ofThisYear).isGreaterThan(40_000L * soFar / 366 * 93 / 100);
        assertThat(city.history().bookings())
                .anyMatch(b ->
                        BusinessTime.dayOf(b.startsAt()).isAfter(times.today().plusDays(15)));
    }
}
