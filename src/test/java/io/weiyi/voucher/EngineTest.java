package io.weiyi.voucher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.weiyi.kernel.problem.Problem;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked examples of the shipped packs, and what must hold for any case. */
class EngineTest {

    private static final List<RulePack> PACKS =
            ShippedPacks.read(new ObjectMapper().registerModule(new JavaTimeModule()));

    @ParameterizedTest(name = "{0} fen of {3} on {2} in {1}, used {4}: {5} {6}")
    @CsvSource({
        "10000, 371002, 2024-05-01, TEST, 0, 4000, ",
        "33333, 371002, 2024-05-01, TEST, 0, 13333, ",
        "33333, 371700, 2024-05-01, TEST, 0, 19999, ",
        "33333, 371500, 2022-05-01, TEST, 0, 19999, ",
        "10000, 370200, 2024-05-01, TEST, 0, 0, region-excluded",
        "10000, 370203, 2024-05-01, TEST, 0, 0, region-excluded",
        "10000000, 371002, 2024-05-01, INSTRUMENT_USE, 49999000, 1000, cap-reached",
        "10000000, 371002, 2024-05-01, INSTRUMENT_USE, 50000000, 0, cap-reached",
        "10000, 371002, 2024-05-01, MANDATORY_TEST, 0, 0, service-excluded",
        "10000, 371002, 2023-12-31, PILOT_SCALE, 0, 0, service-excluded",
        "10000, 371002, 2024-01-01, PILOT_SCALE, 0, 4000, "
    })
    void shandong(
            long eligible,
            String region,
            LocalDate day,
            Service service,
            long used,
            long paid,
            @Nullable String reason) {
        Case facts = facts(day, region, "371002", used, line(eligible, service));
        RulePack pack = RulePacks.choose(PACKS, null, day, region);

        Calculation answer = Engine.calculate(pack, facts);

        assertThat(pack.id()).isEqualTo("SD-2019");
        assertThat(answer.subsidyFen()).isEqualTo(paid);
        assertThat(codes(answer, 0)).isEqualTo(reason == null ? List.of() : List.of(reason));
    }

    @Test
    void shandong_threeLinesOfOneFen_areFlooredEach() {
        Case facts = facts(
                LocalDate.of(2024, 5, 1),
                "371002",
                "371002",
                0,
                line(1, Service.TEST),
                line(1, Service.TEST),
                line(1, Service.TEST));

        Calculation answer = Engine.calculate(pack("SD-2019", "371002"), facts);

        assertThat(answer.lines()).extracting(Calculation.Line::subsidyFen).containsExactly(0L, 0L, 0L);
    }

    @Test
    void shandong_beforeItsFirstDay_hasNoPack() {
        assertThatThrownBy(() -> RulePacks.choose(PACKS, null, LocalDate.of(2018, 12, 31), "371002"))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).type())
                .isEqualTo("/problems/no-rule-pack");
    }

    @ParameterizedTest(name = "provider in {0}: province {1}, city {2}")
    @CsvSource({"371500, 50000000, 15000000", "371002, 50000000, ", "371502, 50000000, 15000000"})
    void liaocheng_fillsTheProvinceFirst(String provider, long province, @Nullable Long city) {
        Case facts = facts(LocalDate.of(2023, 6, 1), "371502", provider, 0, line(100_000_000, Service.TEST));

        Calculation answer = Engine.calculate(RulePacks.choose(PACKS, null, facts.serviceDate(), "371502"), facts);

        assertThat(answer.packId()).isEqualTo("LC-2023");
        assertThat(answer.lines().get(0).layers())
                .extracting(Calculation.LayerShare::subsidyFen)
                .isEqualTo(city == null ? List.of(province) : List.of(province, city));
    }

    @Test
    void liaocheng_usedByLayer_countsOnEachLayer() {
        Map<Layer, Long> used = new EnumMap<>(Map.of(Layer.PROVINCE, 49_000_000L, Layer.CITY, 10_000_000L));
        Case facts = withState(
                facts(LocalDate.of(2023, 6, 1), "371500", "371500", 59_000_000, line(10_000_000, Service.TEST)),
                used,
                null);

        Calculation answer = Engine.calculate(pack("LC-2023", "371500"), facts);

        assertThat(answer.lines().get(0).layers())
                .extracting(Calculation.LayerShare::subsidyFen)
                .containsExactly(1_000_000L, 3_000_000L);
        assertThat(codes(answer, 0)).containsExactly("cap-reached");
    }

    @ParameterizedTest(name = "{0} by {1}: {2}")
    @CsvSource({
        "110114, 110114, 5000",
        "110114, 110108, 4000",
        "110108, 110114, 3000",
        "110108, 110108, 2000",
        "371002, 371002, 2000"
    })
    void changping_hasAMatrixOfRegions(String applicant, String provider, int rateBp) {
        Case facts = facts(LocalDate.of(2020, 1, 1), applicant, provider, 0, line(10_000, Service.TEST));

        Calculation answer = Engine.calculate(pack("CP-2017", applicant), facts);

        assertThat(answer.lines().get(0).layers().get(0).rateBp()).isEqualTo(rateBp);
        assertThat(answer.subsidyFen()).isEqualTo(rateBp);
    }

    @ParameterizedTest(name = "{0} by {1}: {2} a year")
    @CsvSource({
        "110114, 110114, 20000000",
        "110114, 110108, 20000000",
        "110108, 110114, 10000000",
        "110108, 110108, 10000000"
    })
    void changping_capsEachCell(String applicant, String provider, long capFen) {
        Case facts = facts(LocalDate.of(2020, 1, 1), applicant, provider, 0, line(1_000_000_000, Service.TEST));

        Calculation answer = Engine.calculate(pack("CP-2017", applicant), facts);

        assertThat(answer.subsidyFen()).isEqualTo(capFen);
        assertThat(codes(answer, 0)).containsExactly("cap-reached");
    }

    @ParameterizedTest(name = "the group has had {0}: province {1}, city {2}")
    @CsvSource({"0, 50000000, 15000000", "50000000, 0, 15000000", "64000000, 0, 1000000", "65000000, 0, 0"})
    void liaocheng_groupCap_isOverBothLayers(long used, long province, long city) {
        Case facts = facts(LocalDate.of(2023, 6, 1), "371500", "371500", used, line(100_000_000, Service.TEST));

        assertThat(Engine.calculate(pack("LC-2023", "371500"), facts)
                        .lines()
                        .get(0)
                        .layers())
                .extracting(Calculation.LayerShare::subsidyFen)
                .containsExactly(province, city);
    }

    @Test
    void steps_tellTheWayInWords() {
        Case facts = facts(LocalDate.of(2024, 5, 1), "371700", "371002", 0, line(33_333, Service.TEST));

        assertThat(Engine.calculate(pack("SD-2019", "371700"), facts)
                        .lines()
                        .get(0)
                        .steps())
                .extracting(Calculation.Step::en)
                .contains(
                        "Province: applicant of 3704/3713/3714/3715/3716/3717: ¥333.33 eligible × 60% = ¥199.99 (floored)",
                        "The line gets ¥199.99");
    }

    @Test
    void changping_capsEachCellAndTheShareOfTheFund() {
        Case rich = facts(LocalDate.of(2020, 1, 1), "110114", "110114", 0, line(100_000_000, Service.TEST));
        Case outside = facts(LocalDate.of(2020, 1, 1), "110108", "110108", 0, line(10_000_000, Service.TEST));
        Case share = new Case(
                outside.serviceDate(),
                outside.applicantRegion(),
                outside.kind(),
                outside.titles(),
                outside.providerRegion(),
                outside.lines(),
                0,
                null,
                null,
                10_000_000L,
                1_500_000);

        assertThat(Engine.calculate(pack("CP-2017", "110114"), rich).subsidyFen())
                .isEqualTo(20_000_000);
        assertThat(Engine.calculate(pack("CP-2017", "110108"), outside).subsidyFen())
                .isEqualTo(2_000_000);
        assertThat(Engine.calculate(pack("CP-2017", "110108"), share).subsidyFen())
                .isEqualTo(500_000);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'', 10000000",
        "QIANFAN, 20000000",
        "TECH_SME, 30000000",
        "HIGH_TECH, 50000000",
        "HIGH_TECH TECH_SME, 60000000",
        "HIGH_TECH TECH_SME QIANFAN, 70000000"
    })
    void weihai_capsByTitle(String titles, long cap) {
        Set<Title> held = Arrays.stream(titles.split(" "))
                .filter(name -> !name.isEmpty())
                .map(Title::valueOf)
                .collect(Collectors.toSet());
        Case facts = new Case(
                LocalDate.of(2021, 3, 1),
                "371002",
                ApplicantKind.OTHER,
                held,
                "371002",
                List.of(line(1_000_000_000, Service.TEST)),
                0,
                null,
                null,
                null,
                0);

        RulePack weihai = RulePacks.choose(PACKS, "WH-2022", facts.serviceDate(), "371002");
        assertThat(Engine.calculate(weihai, facts).subsidyFen()).isEqualTo(cap);
    }

    @Test
    void weihai_isChosenByIdOnly_andPaysNothingTwice() {
        LocalDate day = LocalDate.of(2021, 12, 31);
        Case facts = facts(day, "371002", "371002", 0, new Case.Line(10_000, "SD-2019", Service.TEST));

        assertThat(RulePacks.choose(PACKS, null, day, "371002").id()).isEqualTo("SD-2019");
        Calculation answer = Engine.calculate(RulePacks.choose(PACKS, "WH-2022", day, "371002"), facts);
        assertThat(answer.subsidyFen()).isZero();
        assertThat(codes(answer, 0)).containsExactly("already-funded");
        assertThatThrownBy(() -> RulePacks.choose(PACKS, "WH-2022", LocalDate.of(2022, 1, 1), "371002"))
                .isInstanceOf(Problem.class);
    }

    @Test
    void anEmptyPool_paysWhatIsLeft() {
        Case facts = withState(
                facts(
                        LocalDate.of(2024, 5, 1),
                        "371002",
                        "371002",
                        0,
                        line(10_000, Service.TEST),
                        line(10_000, Service.TEST)),
                null,
                5_000L);

        Calculation answer = Engine.calculate(pack("SD-2019", "371002"), facts);

        assertThat(answer.lines()).extracting(Calculation.Line::subsidyFen).containsExactly(4_000L, 1_000L);
        assertThat(codes(answer, 1)).containsExactly("pool-empty");
    }

    @Test
    void anyCase_staysWithinWhatIsEligible_everyCap_andTheBudget() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            RulePack pack = anyPack(random);
            Case facts = anyCase(random, pack);
            Calculation answer = Engine.calculate(pack, facts);
            long sum = 0;
            for (int i = 0; i < answer.lines().size(); i++) {
                long paid = answer.lines().get(i).subsidyFen();
                assertThat(paid)
                        .as("seed %d round %d", seed, round)
                        .isBetween(0L, facts.lines().get(i).eligibleFen());
                sum += paid;
            }
            assertThat(answer.subsidyFen()).as("seed %d round %d", seed, round).isEqualTo(sum);
            assertThat(sum)
                    .as("seed %d round %d", seed, round)
                    .isLessThanOrEqualTo(facts.poolRemainingFen() == null ? Long.MAX_VALUE : facts.poolRemainingFen());
            if (pack.cap() != null) {
                assertThat(sum + Math.min(facts.usedFen(), pack.cap().of(facts.titles())))
                        .as("seed %d round %d", seed, round)
                        .isLessThanOrEqualTo(pack.cap().of(facts.titles()));
            }
        }
    }

    @Test
    void moreEligible_neverGivesLess_orderAndSplittingGainNothing() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            RulePack pack = anyPack(random);
            Case facts = anyCase(random, pack);
            long paid = Engine.calculate(pack, facts).subsidyFen();

            List<Case.Line> more = new ArrayList<>(facts.lines());
            Case.Line first = more.get(0);
            more.set(
                    0,
                    new Case.Line(first.eligibleFen() + random.nextInt(10_000), first.fundedByPack(), first.service()));
            assertThat(Engine.calculate(pack, withLines(facts, more)).subsidyFen())
                    .as("more, seed %d round %d", seed, round)
                    .isGreaterThanOrEqualTo(paid);

            List<Case.Line> shuffled = new ArrayList<>(facts.lines());
            Collections.shuffle(shuffled, random);
            assertThat(Engine.calculate(pack, withLines(facts, shuffled)).subsidyFen())
                    .as("order, seed %d round %d", seed, round)
                    .isEqualTo(paid);

            List<Case.Line> split = new ArrayList<>(facts.lines());
            split.remove(0);
            long part = first.eligibleFen() == 0 ? 0 : Math.floorMod(random.nextLong(), first.eligibleFen());
            split.add(new Case.Line(part, first.fundedByPack(), first.service()));
            split.add(new Case.Line(first.eligibleFen() - part, first.fundedByPack(), first.service()));
            assertThat(Engine.calculate(pack, withLines(facts, split)).subsidyFen())
                    .as("split, seed %d round %d", seed, round)
                    .isLessThanOrEqualTo(paid);
        }
    }

    private static RulePack anyPack(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> pack("SD-2019", "371002");
            case 1 -> RulePacks.choose(PACKS, "WH-2022", LocalDate.of(2021, 5, 1), "371002");
            case 2 -> pack("LC-2023", "371500");
            default -> pack("CP-2017", "110114");
        };
    }

    private static Case anyCase(Random random, RulePack pack) {
        List<String> regions = List.of("371002", "371700", "371502", "370203", "110114", "110108");
        List<Case.Line> lines = Stream.generate(() -> new Case.Line(
                        random.nextInt(10) == 0 ? random.nextInt(3) : random.nextLong(60_000_000),
                        random.nextInt(12) == 0 ? "SD-2019" : null,
                        Service.values()[random.nextInt(random.nextBoolean() ? 4 : Service.values().length)]))
                .limit(1 + random.nextInt(5))
                .toList();
        return new Case(
                "WH-2022".equals(pack.id()) ? LocalDate.of(2021, 5, 1) : LocalDate.of(2024, 5, 1),
                regions.get(random.nextInt(regions.size())),
                ApplicantKind.values()[random.nextInt(3)],
                Arrays.stream(Title.values()).filter(t -> random.nextBoolean()).collect(Collectors.toSet()),
                regions.get(random.nextInt(regions.size())),
                lines,
                random.nextBoolean() ? 0 : random.nextLong(70_000_000),
                null,
                random.nextBoolean() ? null : random.nextLong(40_000_000),
                random.nextBoolean() ? null : random.nextLong(100_000_000),
                random.nextLong(5_000_000));
    }

    private static RulePack pack(String id, String region) {
        return RulePacks.choose(PACKS, id, LocalDate.of(2024, 5, 1), region);
    }

    private static Case.Line line(long eligible, Service service) {
        return new Case.Line(eligible, null, service);
    }

    private static Case facts(LocalDate day, String region, String provider, long used, Case.Line... lines) {
        return new Case(day, region, ApplicantKind.SME, Set.of(), provider, List.of(lines), used, null, null, null, 0);
    }

    private static Case withLines(Case facts, List<Case.Line> lines) {
        return new Case(
                facts.serviceDate(),
                facts.applicantRegion(),
                facts.kind(),
                facts.titles(),
                facts.providerRegion(),
                lines,
                facts.usedFen(),
                facts.usedByLayer(),
                facts.poolRemainingFen(),
                facts.yearFundFen(),
                facts.cellUsedFen());
    }

    private static Case withState(Case facts, @Nullable Map<Layer, Long> byLayer, @Nullable Long pool) {
        return new Case(
                facts.serviceDate(),
                facts.applicantRegion(),
                facts.kind(),
                facts.titles(),
                facts.providerRegion(),
                facts.lines(),
                facts.usedFen(),
                byLayer,
                pool,
                facts.yearFundFen(),
                facts.cellUsedFen());
    }

    private static List<String> codes(Calculation answer, int line) {
        return answer.lines().get(line).reasons().stream().map(Reason::code).toList();
    }
}
