package io.weiyi.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Habits that were dear to learn somewhere, each kept by a rule with its reason. */
class HabitsTest {

    private static final List<Class<? extends Annotation>> HTTP =
            List.of(GET.class, POST.class, PUT.class, PATCH.class, DELETE.class);
    private static final String[] MONEY_ROOMS = {
        "io.weiyi.kernel.money..",
        "io.weiyi.pricing..",
        "io.weiyi.billing..",
        "io.weiyi.ledger..",
        "io.weiyi.voucher..",
        "io.weiyi.reconciliation.."
    };

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.weiyi");

    @Test
    void time_comesFromTheInjectedClock() {
        for (Class<?> type : List.of(
                Instant.class,
                LocalDate.class,
                LocalDateTime.class,
                OffsetDateTime.class,
                ZonedDateTime.class,
                YearMonth.class)) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.weiyi.metering.pki..", "io.weiyi.embedded..")
                    .should()
                    .callMethod(type, "now")
                    .because("tests and the demo move the clock; certificates alone follow the system")
                    .check(MAIN);
        }
        noClasses()
                .that()
                .resideOutsideOfPackages("io.weiyi.metering.pki..", "io.weiyi.embedded..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .dependOnClassesThat(describe(
                        "java.util.Date and Calendar",
                        c -> c.getName().equals("java.util.Date") || c.getName().equals("java.util.Calendar")))
                .because("there is one clock")
                .check(MAIN.that(describe(
                        "not the producer of the clock",
                        c -> !c.getName().equals("io.weiyi.kernel.time.ClockProducer"))));
    }

    @Test
    void zones_liveInBusinessTime() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.weiyi.kernel.time..")
                .should()
                .callMethod(java.time.ZoneId.class, "of", String.class)
                .orShould()
                .callMethod(java.time.ZoneId.class, "systemDefault")
                .because("the calendar of the city is asked in one place")
                .check(MAIN);
    }

    @Test
    void money_isNeverFloatingPoint() {
        noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(MONEY_ROOMS)
                .should()
                .haveRawType(double.class)
                .orShould()
                .haveRawType(float.class)
                .orShould()
                .haveRawType(Double.class)
                .because("money is whole fen")
                .check(MAIN);
        methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(MONEY_ROOMS)
                .should(new ArchCondition<JavaMethod>("take and return no floating point") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                                .filter(t -> t.isEquivalentTo(double.class) || t.isEquivalentTo(float.class))
                                .forEach(t -> events.add(SimpleConditionEvent.violated(
                                        method, method.getFullName() + " uses " + t.getName())));
                    }
                })
                .check(MAIN);
    }

    @Test
    void entities_stayInTheirRoom() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .bePackagePrivate()
                .because("an entity never leaves its room; records do")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void beans_areBuiltByTheirConstructor() {
        fields().that()
                .areAnnotatedWith(Inject.class)
                .should(new ArchCondition<>("not exist in main code") {
                    @Override
                    public void check(com.tngtech.archunit.core.domain.JavaField field, ConditionEvents events) {
                        events.add(SimpleConditionEvent.violated(
                                field, field.getFullName() + " is injected into a field"));
                    }
                })
                .allowEmptyShould(true)
                .because("a constructor shows what a class needs")
                .check(MAIN);
    }

    @Test
    void endpoints_nameTheirRoles() {
        methods()
                .that(describe("are endpoints", m -> HTTP.stream().anyMatch(m::isAnnotatedWith)))
                .should(new ArchCondition<JavaMethod>("name their roles") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        JavaClass owner = method.getOwner();
                        boolean named = method.isAnnotatedWith(RolesAllowed.class)
                                || method.isAnnotatedWith(PermitAll.class)
                                || method.isAnnotatedWith(io.quarkus.security.Authenticated.class)
                                || owner.isAnnotatedWith(RolesAllowed.class);
                        if (!named) {
                            events.add(SimpleConditionEvent.violated(method, method.getFullName() + " names no roles"));
                        }
                    }
                })
                .because("the default is to deny")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void names_sayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .because("such a name says nothing")
                .check(MAIN);
    }

    @Test
    void nobody_printsToTheTerminal() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethodWhere(target(nameMatching("printStackTrace")))
                .because("people read the log")
                .check(MAIN);
    }

    @Test
    void packages_sayWhatTheyAreFor() throws IOException {
        Path root = Path.of("src/main/java");
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> silent = files.filter(f -> f.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .filter(dir -> {
                        try {
                            Path info = dir.resolve("package-info.java");
                            return !Files.exists(info)
                                    || !Files.readString(info).contains("@NullMarked");
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
            assertThat(silent).as("packages without a charter or @NullMarked").isEmpty();
        }
    }
}
