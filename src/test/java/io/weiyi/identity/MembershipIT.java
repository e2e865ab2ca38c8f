package io.weiyi.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.problem.Violation;
import io.weiyi.notification.Notice;
import io.weiyi.notification.Notices;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in by whom: into a known organisation by its administrator, a new firm by its area's office. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class MembershipIT {

    private static final byte[] PDF = "%PDF-1.7 a licence".getBytes(StandardCharsets.US_ASCII);
    private static final PageRequest FIRST = new PageRequest(0, 50);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Memberships memberships;

    @Inject
    Organisations organisations;

    @Inject
    AccessTokens tokens;

    @Inject
    Notices notices;

    CityFixture city;
    CityFixture.Person newcomer;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
        newcomer = city.person();
    }

    // ---- a known organisation ----

    @Test
    void join_knownFirm_itsAdministratorLetsThemIn() {
        CityFixture.Org firm = city.firm();
        CityFixture.Person admin = city.person(firm, Role.ORG_ADMIN);
        assertThat(memberships.join(caller(newcomer), " " + firm.code().toLowerCase() + " "))
                .isEqualTo(JoinOutcome.WAITS_FOR_ADMINISTRATOR);
        assertThat(caller(newcomer).roles()).isEmpty();
        assertThat(noticesOf(admin)).singleElement().asString().contains(newcomer.displayName());

        MemberInfo waiting =
                memberships.members(caller(admin), firm.id(), FIRST).items().get(0);
        assertThat(waiting.personId()).isEqualTo(newcomer.id());
        assertThat(waiting.status()).isEqualTo("PENDING");
        memberships.admit(caller(admin), waiting.membershipId());

        Caller member = caller(newcomer);
        assertThat(member.organisationId()).isEqualTo(firm.id());
        assertThat(member.hasIn(Role.MEMBER, firm.id())).isTrue();
        assertThat(noticesOf(newcomer)).singleElement().asString().contains(firm.nameZh());
        assertThat(problem(() -> memberships.admit(caller(admin), waiting.membershipId()))
                        .type())
                .isEqualTo("/problems/illegal-transition");
    }

    @Test
    void join_twice_asksOnce() {
        CityFixture.Org firm = city.firm();
        memberships.join(caller(newcomer), firm.code());
        memberships.join(caller(newcomer), firm.code());
        assertThat(memberships.ofPerson(newcomer.id())).hasSize(1);
    }

    @Test
    void join_codeWrong_isAViolation() {
        for (String code :
                Arrays.asList("", null, "91350100M000100Y4Z", "９1350100M000100Y43", "'; DROP TABLE person; --")) {
            assertThat(fields(problem(() -> memberships.join(caller(newcomer), code))))
                    .containsExactly("code");
        }
    }

    @Test
    void join_unknownOrSuspended_isTold() {
        assertThat(memberships.join(caller(newcomer), CityFixture.creditCode("371002")))
                .isEqualTo(JoinOutcome.NEEDS_LICENCE);
        CityFixture.Org gone = city.organisation(city.area(), "FIRM", false, "SUSPENDED");
        assertThat(fields(problem(() -> memberships.join(caller(newcomer), gone.code()))))
                .containsExactly("code");
    }

    @Test
    void join_sixthRequestThatWaits_isRefused() {
        for (int i = 0; i < 5; i++) {
            memberships.join(caller(newcomer), city.firm().code());
        }
        assertThat(fields(problem(
                        () -> memberships.join(caller(newcomer), city.firm().code()))))
                .containsExactly("code");
    }

    @Test
    void admit_byStrangers_isNotFound() {
        CityFixture.Org firm = city.firm();
        memberships.join(caller(newcomer), firm.code());
        long id = memberships.ofPerson(newcomer.id()).get(0).id();
        List<CityFixture.Person> strangers = List.of(
                newcomer,
                city.member(firm),
                city.person(city.firm(), Role.ORG_ADMIN),
                city.areaOffice(city.area()),
                city.official(Role.ADMIN, Role.CITY_OFFICE));
        for (CityFixture.Person stranger : strangers) {
            assertThat(problem(() -> memberships.admit(caller(stranger), id)).status())
                    .isEqualTo(404);
            assertThat(problem(() -> memberships.refuse(caller(stranger), id)).status())
                    .isEqualTo(404);
            assertThat(memberships.members(caller(stranger), firm.id(), FIRST).items())
                    .isEmpty();
        }
        assertThat(caller(newcomer).roles()).isEmpty();
    }

    @Test
    void end_member_losesEveryRoleAtOnce() {
        CityFixture.Org firm = city.firm();
        CityFixture.Person admin = city.person(firm, Role.ORG_ADMIN);
        CityFixture.Person member = city.person(firm, Role.MEMBER, Role.FIRM_FINANCE);
        String token = city.bearer(member).substring("Bearer ".length());
        assertThat(tokens.find(token, AccessTokens.Kind.BEARER).orElseThrow().roles())
                .hasSize(2);
        memberships.end(caller(admin), memberships.ofPerson(member.id()).get(0).id());
        Caller left = tokens.find(token, AccessTokens.Kind.BEARER).orElseThrow();
        assertThat(left.roles()).isEmpty();
        assertThat(left.organisationIds()).isEmpty();
        long own = memberships.ofPerson(admin.id()).get(0).id();
        assertThat(problem(() -> memberships.end(caller(admin), own)).status()).isEqualTo(422);
    }

    @Test
    void refuse_newcomer_mayAskAgain() {
        CityFixture.Org firm = city.firm();
        CityFixture.Person admin = city.person(firm, Role.ORG_ADMIN);
        memberships.join(caller(newcomer), firm.code());
        memberships.refuse(
                caller(admin), memberships.ofPerson(newcomer.id()).get(0).id());
        assertThat(caller(newcomer).roles()).isEmpty();
        memberships.join(caller(newcomer), firm.code());
        assertThat(memberships.ofPerson(newcomer.id())).hasSize(2);
    }

    // ---- a new firm ----

    @Test
    void submit_newFirm_officeApproves_founderAdministersIt() {
        String code = CityFixture.creditCode("371002");
        long firm = memberships.submit(caller(newcomer), application(code, city.area(), PDF));
        assertThat(caller(newcomer).roles()).isEmpty();
        assertThat(organisations.find(firm).orElseThrow().status()).isEqualTo("SUBMITTED");
        CityFixture.Person colleague = city.person();
        assertThat(memberships.join(caller(colleague), code)).isEqualTo(JoinOutcome.WAITS_FOR_OFFICE);

        CityFixture.Person office = city.areaOffice(city.area());
        PendingOrganisation pending =
                organisations.pendingApprovals(caller(office), FIRST).items().get(0);
        assertThat(pending.id()).isEqualTo(firm);
        assertThat(pending.submittedByName()).isEqualTo(newcomer.displayName());
        assertThat(organisations.licence(caller(office), firm).content()).isEqualTo(PDF);
        assertThat(organisations.licence(caller(office), firm).mediaType()).isEqualTo("application/pdf");
        organisations.approve(caller(office), firm);

        Caller founder = caller(newcomer);
        assertThat(founder.organisationId()).isEqualTo(firm);
        assertThat(founder.hasIn(Role.ORG_ADMIN, firm)).isTrue();
        assertThat(founder.hasIn(Role.MEMBER, firm)).isTrue();
        assertThat(caller(colleague).roles()).isEmpty();
        assertThat(organisations.pendingApprovals(caller(office), FIRST).items())
                .isEmpty();
        assertThat(noticesOf(newcomer)).anyMatch(text -> text.contains("已通过"));
        assertThat(audited(firm))
                .containsExactly("organisation.submit", "organisation.approve", "organisation.activate");
        assertThat(problem(() -> organisations.approve(caller(office), firm)).type())
                .isEqualTo("/problems/illegal-transition");
    }

    @Test
    void reject_withReason_founderReadsItAndAsksAgain() {
        String code = CityFixture.creditCode("371002");
        long firm = memberships.submit(caller(newcomer), application(code, city.area(), PDF));
        Caller office = caller(city.areaOffice(city.area()));
        assertThat(fields(problem(() -> organisations.reject(office, firm, " "))))
                .containsExactly("reason");
        organisations.reject(office, firm, "执照不清晰 <script>");
        MembershipInfo seen = memberships.ofPerson(newcomer.id()).get(0);
        assertThat(seen.status()).isEqualTo("REJECTED");
        assertThat(seen.organisationStatus()).isEqualTo("REJECTED");
        assertThat(seen.decisionNote()).isEqualTo("执照不清晰 <script>");
        assertThat(memberships.join(caller(newcomer), code)).isEqualTo(JoinOutcome.NEEDS_LICENCE);
        assertThat(memberships.submit(caller(newcomer), application(code, city.area(), PDF)))
                .isEqualTo(firm);
        organisations.approve(office, firm);
        assertThat(caller(newcomer).hasIn(Role.ORG_ADMIN, firm)).isTrue();
    }

    @Test
    void decide_byAnotherOffice_isNotFound() {
        CityFixture.Area elsewhere = city.area("371082");
        long firm =
                memberships.submit(caller(newcomer), application(CityFixture.creditCode("371002"), city.area(), PDF));
        for (CityFixture.Person stranger : List.of(
                city.areaOffice(elsewhere), city.official(Role.CITY_OFFICE, Role.ADMIN), city.member(city.firm()))) {
            assertThat(organisations.pendingApprovals(caller(stranger), FIRST).items())
                    .isEmpty();
            assertThat(problem(() -> organisations.approve(caller(stranger), firm))
                            .status())
                    .isEqualTo(404);
            assertThat(problem(() -> organisations.reject(caller(stranger), firm, "no"))
                            .status())
                    .isEqualTo(404);
            assertThat(problem(() -> organisations.licence(caller(stranger), firm))
                            .status())
                    .isEqualTo(404);
        }
        assertThat(organisations.licence(caller(newcomer), firm).content()).isEqualTo(PDF);
    }

    @Test
    void submit_twiceOrForAMember_isRefused() {
        String code = CityFixture.creditCode("371002");
        memberships.submit(caller(newcomer), application(code, city.area(), PDF));
        assertThat(fields(
                        problem(() -> memberships.submit(caller(city.person()), application(code, city.area(), PDF)))))
                .containsExactly("code");
        assertThat(fields(problem(() -> memberships.submit(
                        caller(newcomer), application(city.firm().code(), city.area(), PDF)))))
                .containsExactly("code");
    }

    @Test
    void submit_fieldsWrong_areAllNamed() {
        Problem problem = problem(() -> memberships.submit(
                caller(newcomer), new FirmApplication("x", "A", "none", "HUGE", null, "a.exe", new byte[] {'M', 'Z'})));
        assertThat(fields(problem)).containsExactlyInAnyOrder("code", "nameZh", "areaId", "sizeClass", "licence");
        byte[] huge = Arrays.copyOf(PDF, 10 * 1024 * 1024 + 1);
        assertThat(fields(problem(() -> memberships.submit(
                        caller(newcomer), application(CityFixture.creditCode("371002"), city.area(), huge)))))
                .containsExactly("licence");
        byte[] most = Arrays.copyOf(PDF, 10 * 1024 * 1024);
        assertThat(memberships.submit(
                        caller(newcomer), application(CityFixture.creditCode("371002"), city.area(), most)))
                .isPositive();
    }

    @Test
    void organisation_suspended_takesItsMembersRoles() {
        CityFixture.Org firm = city.firm();
        CityFixture.Person member = city.member(firm);
        assertThat(caller(member).has(Role.MEMBER)).isTrue();
        jdbi.useHandle(
                handle -> handle.execute("UPDATE organisation SET status = 'SUSPENDED' WHERE id = ?", firm.id()));
        assertThat(caller(member).roles()).isEmpty();
    }

    private static FirmApplication application(String code, CityFixture.Area area, byte[] licence) {
        return new FirmApplication(
                code, CityFixture.unique("新公司"), Long.toString(area.id()), "SMALL", "某路 1 号", "执照.pdf", licence);
    }

    private Caller caller(CityFixture.Person person) {
        String token = city.token(person, "BEARER", Duration.ofHours(1));
        return tokens.find(token, AccessTokens.Kind.BEARER).orElseThrow();
    }

    private List<String> noticesOf(CityFixture.Person person) {
        return notices.of(caller(person), FIRST).items().stream()
                .map(Notice::text)
                .toList();
    }

    private List<String> audited(long organisationId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT action FROM audit_entry WHERE subject_kind = 'organisation' AND subject_id = :id ORDER BY id")
                .bind("id", Long.toString(organisationId))
                .mapTo(String.class)
                .list());
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Problem problem = catchThrowableOfType(Problem.class, call);
        assertThat(problem).isNotNull();
        return problem;
    }

    @SuppressWarnings("unchecked")
    private static List<String> fields(Problem problem) {
        assertThat(problem.type()).isEqualTo("/problems/validation");
        return ((List<Violation>) problem.members().get("violations"))
                .stream().map(Violation::field).toList();
    }
}
