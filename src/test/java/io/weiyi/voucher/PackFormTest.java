package io.weiyi.voucher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.problem.Violation;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON form of rule packs: its schema, what is refused and where, and the varieties that it can tell. */
class PackFormTest {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final PackForm form = new PackForm(MAPPER);

    @Test
    void shippedPacks_haveTheForm_andSurviveIt() {
        for (RulePack pack : ShippedPacks.read(MAPPER)) {
            assertThat(form.read(form.write(pack))).as(pack.id()).isEqualTo(pack);
            assertThat(PackForm.notCarriedOut(pack)).isEmpty();
        }
    }

    @Test
    void schema_namesTheFieldsOfTheRecord_andIsThePublishedOne() throws IOException {
        Set<String> fields = Arrays.stream(RulePack.class.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        assertThat(PackSchema.read(MAPPER).fields()).containsExactlyInAnyOrderElementsOf(fields);
        assertThat(Files.readString(Path.of("src/docs/rule-pack.schema.json")))
                .isEqualTo(Files.readString(Path.of("src/main/resources/rule-packs/schema.json")));
    }

    @ParameterizedTest(name = "{0} → {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"rateBp\" : 4000 | \"rateBp\" : 10001 | layers[0].bands[1].rateBp",
                "\"rateBp\" : 4000 | \"rateBp\" : 0.4 | layers[0].bands[1].rateBp",
                "\"amountFen\" : 50000000 | \"amountFen\" : -1 | cap.amountFen",
                "\"amountFen\" : 50000000 | \"amountFen\" : 99999999999999999999 | cap.amountFen",
                "\"2019-01-01\" | \"2019-13-01\" | validFrom",
                "\"2019-01-01\" | \"2019-02-30\" | validFrom",
                "\"BY_REGION\" | \"BY_LUCK\" | chosen",
                "\"PILOT_SCALE\" | \"MAGIC\" | services[4].service",
                "\"rounding\" | \"roundings\" | rounding",
                "\"key\" : | \"kee\" : | cap.key",
                "[ \"37\" ] | [ \"0x\" ] | applicantRegions[0]"
            })
    void bentPack_isRefusedAtItsField(String before, String after, String field) {
        String good = form.write(ShippedPacks.read(MAPPER).get(0));
        assertThat(good).contains(before);
        assertThat(wrong(good.replaceFirst(java.util.regex.Pattern.quote(before), after)))
                .extracting(Violation::field)
                .contains(field);
    }

    @Test
    void textThatIsNoJson_saysWhere() {
        assertThat(wrong("{\n\"id\": }"))
                .singleElement()
                .satisfies(v -> assertThat(v.message()).contains("line 2"));
        assertThat(wrong("[]")).extracting(Violation::field).containsExactly("body");
        assertThat(wrong("{} {}")).extracting(Violation::field).containsExactly("body");
    }

    @Test
    void onlyDescribed_isNamedBeforeSigning() {
        RulePack pack = with("\"redeemedBy\":\"PROVIDER\",\"taxBasis\":\"TAX_EXCLUSIVE\"", "");
        assertThat(PackForm.notCarriedOut(pack))
                .extracting(Violation::field)
                .containsExactly("terms.redeemedBy", "terms.taxBasis");
    }

    @Test
    void changes_nameEachValueThatDiffers() {
        RulePack before = with("\"unitFen\":500000", "");
        RulePack after = with("\"unitFen\":1000000", "");
        assertThat(form.changes(before, after)).containsExactly(new PackChange("terms.unitFen", "500000", "1000000"));
    }

    @Test
    void numberedVouchers_payWholeMultiples_inAnyOrder() {
        RulePack pack = with("\"unitFen\":500000", "");
        assertThat(paid(pack, 0, 1_249_999, 5_000_000)).isEqualTo(2_000_000);
        assertThat(paid(pack, 48_900_000, 2_500_000, 1_250_000)).isEqualTo(1_000_000);
        assertThat(paid(pack, 48_900_000, 1_250_000, 2_500_000)).isEqualTo(1_000_000);
    }

    @Test
    void capOfAnOrder_andFixedAmounts_areCells() {
        RulePack pack = with("", "\"rateBp\":10000,\"dealCapFen\":1000000");
        assertThat(paid(pack, 0, 400_000, 9_000_000)).isEqualTo(1_400_000);
    }

    @Test
    void rightToClaim_lapsesAfterItsMonths() {
        RulePack pack = with("\"claimWithinMonths\":3", "");
        LocalDate served = LocalDate.of(2024, 1, 31);
        assertThat(pack.openOn(LocalDate.of(2024, 4, 30), served)).isTrue();
        assertThat(pack.openOn(LocalDate.of(2024, 5, 1), served)).isFalse();
    }

    @Test
    void whatIsLeft_isCarriedOn_andLapsesInTheThirdYear() {
        CarryOver first = new CarryOver(2019, 2);
        Map<Integer, Long> used = Map.of(2019, 30L, 2020, 0L);
        assertThat(first.carriedFen(2020, 100, used::get)).isEqualTo(70);
        assertThat(first.carriedFen(2019, 100, Map.of(2019, 30L, 2020, 170L)::get))
                .isEqualTo(-70);
        RulePack pack = ShippedPacks.read(MAPPER).get(0);
        assertThat(pack.carryOver(2024)).isEqualTo(new CarryOver(2024, 1));
        assertThat(new CarryOver(2021, 1).carriedFen(2021, 100, year -> 40)).isZero();
    }

    private static long paid(RulePack pack, long used, long... eligible) {
        Case facts = new Case(
                LocalDate.of(2024, 5, 1),
                "371002",
                ApplicantKind.SME,
                Set.of(),
                "371002",
                Arrays.stream(eligible)
                        .mapToObj(fen -> new Case.Line(fen, null, Service.TEST))
                        .toList(),
                used,
                null,
                null,
                null,
                0);
        return Engine.calculate(pack, facts).subsidyFen();
    }

    /** The Shandong pack with other terms, or another rate everywhere but in the belt. */
    private RulePack with(String terms, String band) {
        String text = form.write(ShippedPacks.read(MAPPER).get(0));
        String banded = band.isEmpty() ? text : text.replace("\"rateBp\" : 4000", band);
        int end = banded.lastIndexOf('}');
        return form.read(banded.substring(0, end) + ",\"terms\":{" + terms + "}}");
    }

    private List<Violation> wrong(String text) {
        java.util.concurrent.atomic.AtomicReference<List<Violation>> found =
                new java.util.concurrent.atomic.AtomicReference<>(List.of());
        assertThatThrownBy(() -> form.read(text)).isInstanceOfSatisfying(Problem.class, problem -> {
            if (problem.members().get("violations") instanceof List<?> list) {
                found.set(list.stream().map(Violation.class::cast).toList());
            }
        });
        return found.get();
    }
}
