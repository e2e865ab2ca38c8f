package io.weiyi.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.problem.Violation;
import io.weiyi.notification.FakeSms;
import io.weiyi.notification.FakeSmsGateway;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a mobile number to an account, and back to it when the password is forgotten. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class RegistrationIT {

    private static final Pattern CODE = Pattern.compile("验证码 ([0-9]{6})");

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    People people;

    @Inject
    SignIn signIn;

    @Inject
    AccessTokens tokens;

    @Inject
    FakeSmsGateway phones;

    CityFixture city;
    String mobile;
    String username;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
        mobile = CityFixture.mobile();
        username = CityFixture.unique("u");
    }

    @Test
    void register_codeFromThePhone_makesAnAccountWithoutRoles() {
        people.sendCode("+86 " + mobile.substring(0, 3) + "-" + mobile.substring(3), CodePurpose.REGISTER);
        String code = codeOn(mobile);
        long id = people.register(form(code, "long enough"));
        assertThat(people.find(id).orElseThrow().mobile()).isEqualTo(mobile);
        Caller caller = caller(signIn.token(username, "long enough"));
        assertThat(caller.personId()).isEqualTo(id);
        assertThat(caller.roles()).isEmpty();
        assertThat(caller.organisationId()).isNull();
        // The mobile is a second name of the account.
        assertThat(caller(signIn.session(mobile, "long enough"), AccessTokens.Kind.SESSION)
                        .personId())
                .isEqualTo(id);
        assertThat(audited("person.register", id)).isEqualTo(1);
        // Neither the code nor the text that held it is kept.
        assertThat(one("SELECT count(*)::text FROM one_time_code WHERE mobile = :text AND used_at IS NOT NULL", mobile))
                .isEqualTo("1");
        assertThat(one("SELECT max(body) FROM outbox WHERE recipient = :text", mobile))
                .isEmpty();
    }

    @Test
    void register_fieldsWrong_areAllNamed() {
        Problem problem = problem(() -> people.register(new Registration("12345", "12", "1 x", " ", "short", null)));
        assertThat(fields(problem)).containsExactlyInAnyOrder("mobile", "code", "username", "displayName", "password");
        assertThat(fields(problem(() -> people.register(new Registration(null, null, null, null, null, null)))))
                .contains("mobile", "code", "displayName", "password");
    }

    @Test
    void register_usernameTaken_isRefusedAndTheCodeStaysGood() {
        CityFixture.Person other = city.person();
        people.sendCode(mobile, CodePurpose.REGISTER);
        String code = codeOn(mobile);
        Problem problem = problem(() -> people.register(
                new Registration(mobile, code, other.username().toUpperCase(), "某人", "long enough", "zh")));
        assertThat(fields(problem)).containsExactly("username");
        assertThat(people.register(form(code, "long enough"))).isPositive();
    }

    @Test
    void code_usedTwice_isRefused() {
        people.sendCode(mobile, CodePurpose.REGISTER);
        String code = codeOn(mobile);
        people.register(form(code, "long enough"));
        assertThat(fields(problem(() -> people.register(
                        new Registration(mobile, code, CityFixture.unique("v"), "某人", "long enough", "zh")))))
                .containsExactly("code");
    }

    @Test
    void code_guessedFiveTimes_isDeadEvenForTheRightOne() {
        people.sendCode(mobile, CodePurpose.REGISTER);
        String code = codeOn(mobile);
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (int i = 0; i < 5; i++) {
            assertThat(fields(problem(() -> people.register(form(wrong, "long enough")))))
                    .containsExactly("code");
        }
        assertThat(fields(problem(() -> people.register(form(code, "long enough")))))
                .containsExactly("code");
    }

    @Test
    void code_tenMinutesOld_isDead() {
        people.sendCode(mobile, CodePurpose.REGISTER);
        String code = codeOn(mobile);
        execute("UPDATE one_time_code SET expires_at = now() - interval '1 second' WHERE mobile = ?", mobile);
        assertThat(fields(problem(() -> people.register(form(code, "long enough")))))
                .containsExactly("code");
    }

    @Test
    void code_ofAnotherPurpose_isWorthNothing() {
        people.sendCode(mobile, CodePurpose.REGISTER);
        String code = codeOn(mobile);
        assertThat(fields(problem(() -> people.resetPassword(mobile, code, "long enough"))))
                .containsExactly("code");
    }

    @Test
    void sendCode_withinAMinuteOrTheEleventhOfADay_isTooMany() {
        people.sendCode(mobile, CodePurpose.REGISTER);
        Problem soon = problem(() -> people.sendCode(mobile, CodePurpose.RESET));
        assertThat(soon.status()).isEqualTo(429);
        assertThat((Long) soon.members().get("retryAfterSeconds")).isBetween(1L, 60L);
        for (int i = 1; i < 10; i++) {
            execute(
                    "UPDATE one_time_code SET created_at = created_at - interval '61 seconds' WHERE mobile = ?",
                    mobile);
            people.sendCode(mobile, CodePurpose.REGISTER);
        }
        execute("UPDATE one_time_code SET created_at = created_at - interval '61 seconds' WHERE mobile = ?", mobile);
        Problem many = problem(() -> people.sendCode(mobile, CodePurpose.REGISTER));
        assertThat(many.status()).isEqualTo(429);
        assertThat((Long) many.members().get("retryAfterSeconds")).isGreaterThan(3600L);
    }

    @Test
    void sendCode_toAKnownMobile_tellsThePhoneAndNotTheCaller() {
        CityFixture.Person person = city.person();
        String known = mobileOf(person);
        people.sendCode(known, CodePurpose.REGISTER);
        await().untilAsserted(() -> assertThat(textsOn(known)).anyMatch(text -> text.contains("已注册")));
        // Nobody has this number: no text, and the same silence.
        people.sendCode(mobile, CodePurpose.RESET);
        assertThat(one("SELECT count(*)::text FROM outbox WHERE recipient = :text", mobile))
                .isEqualTo("0");
    }

    @Test
    void resetPassword_codeFromThePhone_endsSessionsAndOpensTheAccount() {
        CityFixture.Person person = city.member(city.firm());
        AccessToken before = signIn.token(person.username(), CityFixture.PASSWORD);
        for (int i = 0; i < 5; i++) {
            assertThat(problem(() -> signIn.token(person.username(), "wrong")).status())
                    .isEqualTo(401);
        }
        String known = mobileOf(person);
        people.sendCode(known, CodePurpose.RESET);
        people.resetPassword(known, codeOn(known), "another password");
        assertThat(tokens.find(before.token(), AccessTokens.Kind.BEARER)).isEmpty();
        assertThat(caller(signIn.token(person.username(), "another password")).personId())
                .isEqualTo(person.id());
        assertThat(problem(() -> signIn.token(person.username(), CityFixture.PASSWORD))
                        .status())
                .isEqualTo(401);
        assertThat(audited("person.reset-password", person.id())).isEqualTo(1);
    }

    @Test
    void changePassword_oldOneWrong_countsAsFailure() {
        CityFixture.Person person = city.member(city.firm());
        Caller caller = caller(signIn.token(person.username(), CityFixture.PASSWORD));
        for (int i = 0; i < 5; i++) {
            assertThat(fields(problem(() -> people.changePassword(caller, "wrong", "another password"))))
                    .containsExactly("oldPassword");
        }
        assertThat(problem(() -> people.changePassword(caller, CityFixture.PASSWORD, "another password"))
                        .type())
                .isEqualTo("/problems/locked-out");
    }

    @Test
    void changePassword_right_endsEverySession() {
        CityFixture.Person person = city.member(city.firm());
        AccessToken token = signIn.token(person.username(), CityFixture.PASSWORD);
        people.changePassword(caller(token), CityFixture.PASSWORD, "another password");
        assertThat(tokens.find(token.token(), AccessTokens.Kind.BEARER)).isEmpty();
        signIn.token(person.username(), "another password");
    }

    @Test
    void chooseLanguage_known_isKept() {
        CityFixture.Person person = city.person();
        Caller caller = caller(signIn.token(person.username(), CityFixture.PASSWORD));
        people.chooseLanguage(caller, "en");
        assertThat(people.find(person.id()).orElseThrow().language()).isEqualTo("en");
        assertThatThrownBy(() -> people.chooseLanguage(caller, "xx")).isInstanceOf(Problem.class);
    }

    private Registration form(String code, String password) {
        return new Registration(mobile, code, username, "某人 <b>", password, "zh");
    }

    private Caller caller(AccessToken token) {
        return caller(token, AccessTokens.Kind.BEARER);
    }

    private Caller caller(AccessToken token, AccessTokens.Kind kind) {
        return tokens.find(token.token(), kind).orElseThrow();
    }

    /** The newest code that the fake gateway delivered to this mobile. */
    private String codeOn(String phone) {
        return await().until(
                        () -> textsOn(phone).stream()
                                .map(CODE::matcher)
                                .filter(Matcher::find)
                                .map(found -> found.group(1))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private List<String> textsOn(String phone) {
        return phones.texts(new PageRequest(0, 200)).items().stream()
                .filter(sms -> sms.mobile().equals(phone))
                .map(FakeSms::text)
                .toList();
    }

    private String mobileOf(CityFixture.Person person) {
        return one("SELECT mobile FROM person WHERE username = :text", person.username());
    }

    private long audited(String action, long personId) {
        return Long.parseLong(one(
                "SELECT count(*)::text FROM audit_entry WHERE subject_kind = 'person' AND subject_id = :text AND action = '"
                        + action + "'",
                Long.toString(personId)));
    }

    private String one(String query, String text) {
        return jdbi.withHandle(handle ->
                handle.createQuery(query).bind("text", text).mapTo(String.class).one());
    }

    private void execute(String sql, Object... values) {
        jdbi.useHandle(handle -> handle.execute(sql, values));
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
