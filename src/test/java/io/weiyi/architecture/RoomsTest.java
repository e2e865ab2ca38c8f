package io.weiyi.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The matrix of who may use whom. It is the table of the design, read by a loop. */
class RoomsTest {

    private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

    static {
        MAY_USE.put("kernel", Set.of());
        MAY_USE.put("identity", Set.of());
        MAY_USE.put("catalog", Set.of("identity"));
        MAY_USE.put("pricing", Set.of("catalog"));
        MAY_USE.put("ledger", Set.of());
        MAY_USE.put("booking", Set.of("identity", "catalog", "pricing"));
        MAY_USE.put("metering", Set.of("identity", "catalog", "booking"));
        MAY_USE.put("billing", Set.of("identity", "catalog", "pricing", "ledger", "booking", "metering"));
        MAY_USE.put("voucher", Set.of("identity", "catalog", "pricing", "ledger", "booking", "metering", "billing"));
        MAY_USE.put("reconciliation", Set.of("identity", "ledger", "metering", "billing", "voucher"));
        // Notification hears the events of other rooms and reads people; the rule below narrows it to events.
        MAY_USE.put("notification", Set.of("identity", "booking", "metering", "billing", "voucher"));
        // Reporting reads SQL; of identity it needs the caller, to scope what it shows.
        MAY_USE.put("reporting", Set.of("identity"));
    }

    private static final String[] OUTSIDE = {"io.weiyi.web..", "io.weiyi.demo..", "io.weiyi.embedded.."};

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.weiyi");

    @TestFactory
    List<DynamicTest> room_usesOnlyWhatTheTableAllows() {
        List<DynamicTest> tests = new ArrayList<>();
        MAY_USE.forEach((room, allowed) -> tests.add(DynamicTest.dynamicTest(room, () -> {
            List<String> forbidden = new ArrayList<>();
            for (String other : MAY_USE.keySet()) {
                if (!other.equals(room) && !other.equals("kernel") && !allowed.contains(other)) {
                    forbidden.add("io.weiyi." + other + "..");
                }
            }
            forbidden.addAll(List.of(OUTSIDE));
            noClasses()
                    .that()
                    .resideInAPackage("io.weiyi." + room + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden.toArray(String[]::new))
                    .because("the table of rooms says what " + room + " may use")
                    .allowEmptyShould(true)
                    .check(MAIN);
        })));
        return tests;
    }

    @Test
    void rooms_areFreeOfCycles() {
        slices().matching("io.weiyi.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void everyPackage_isARoomOrNamedOutside() {
        Set<String> known = new java.util.HashSet<>(MAY_USE.keySet());
        known.addAll(Set.of("web", "demo", "embedded"));
        MAIN.stream()
                .map(c -> c.getPackageName())
                .filter(p -> p.startsWith("io.weiyi."))
                .map(p -> p.substring("io.weiyi.".length()).split("\\.")[0])
                .distinct()
                .forEach(room -> assertThat(known).contains(room));
    }

    @Test
    void kernelValues_knowNoFramework() {
        classes()
                .that()
                .resideInAnyPackage("io.weiyi.kernel.money..", "io.weiyi.kernel.id..")
                .should()
                .onlyDependOnClassesThat(resideInAPackage("io.weiyi.kernel..")
                        .or(resideOutsideOfPackages("jakarta..", "io.quarkus..", "org.hibernate..", "io.weiyi..")))
                .because("values are used everywhere and tested in milliseconds")
                .check(MAIN);
    }

    @Test
    void pricingCalculators_knowNoFrameworkAndNoDecimals() {
        classes()
                .that()
                .resideInAPackage("io.weiyi.pricing..")
                .and()
                .haveNameMatching(".*\\.(Pricing|LineTexts.*|PricedLine|Use|SampleUse|Rate|Tariff|Tier|Basis|LineKind)")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages(
                        "jakarta..", "io.quarkus..", "org.hibernate..", "org.jdbi..", "java.sql.."))
                .because("a price is a pure function of tariff and use")
                .check(MAIN);
        noClasses()
                .that()
                .resideInAnyPackage("io.weiyi.pricing..", "io.weiyi.billing..", "io.weiyi.ledger..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.math.BigDecimal")
                .because("decimals of money live in kernel.money alone")
                .check(MAIN);
    }

    @Test
    void paho_isTouchedOnlyByIngest() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.weiyi.metering.ingest..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.paho..")
                .because("one room talks MQTT")
                .check(MAIN);
    }

    @Test
    void scheduler_isTouchedOnlyByKernelJob() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.weiyi.kernel.job..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.quarkus.scheduler..")
                .because("a timer of one's own would run on every server and never catch up")
                .check(MAIN);
    }
}
