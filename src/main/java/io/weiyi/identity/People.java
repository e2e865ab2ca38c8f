package io.weiyi.identity;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * People (人员): registration by mobile and one-time code, a forgotten password, a changed one. Slow hashing happens
 * outside of transactions, so that nobody waits for a connection meanwhile.
 */
@ApplicationScoped
public class People {

    private static final int NAME_LENGTH_MAX = 100;

    private final PersonRepository people;
    private final OneTimeCodes codes;
    private final PasswordHasher hasher;
    private final AccessTokens tokens;
    private final SignInFailures failures;
    private final SmsSender sms;
    private final Audit audit;
    private final Clock clock;

    People(
            PersonRepository people,
            OneTimeCodes codes,
            PasswordHasher hasher,
            AccessTokens tokens,
            SignInFailures failures,
            SmsSender sms,
            Audit audit,
            Clock clock) {
        this.people = people;
        this.codes = codes;
        this.hasher = hasher;
        this.tokens = tokens;
        this.failures = failures;
        this.sms = sms;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    public Optional<PersonInfo> find(long personId) {
        return people.findByIdOptional(personId).map(Person::info);
    }

    /**
     * Sends a one-time code. The answer is the same whether or not the mobile has an account, so that nobody can ask whose
     * mobiles are known; the phone itself is told.
     */
    @Transactional
    public void sendCode(@Nullable String typedMobile, CodePurpose purpose) {
        Checks checks = new Checks();
        String mobile = PersonChecks.mobile(checks, typedMobile);
        checks.orThrow();
        boolean known = people.byMobile(mobile).isPresent();
        String code = codes.issue(mobile, purpose);
        if (purpose == CodePurpose.REGISTER && known) {
            sms.send(
                    mobile,
                    "【威仪】该手机号已注册，请直接登录或重置密码。This mobile has an account already; sign in or reset the password.");
        } else if (purpose != CodePurpose.RESET || known) {
            sms.send(
                    mobile,
                    "【威仪】验证码 " + code + "，" + OneTimeCodes.LIFE.toMinutes() + " 分钟内有效，请勿告诉他人。Your Weiyi code is " + code
                            + ".");
        }
    }

    /**
     * Makes an account for whoever has the mobile; it may search and see prices until an organisation lets it in.
     *
     * @return the id of the new person
     */
    public long register(Registration form) {
        Checks checks = new Checks();
        String mobile = PersonChecks.mobile(checks, form.mobile());
        String code = PersonChecks.code(checks, form.code());
        String chosen = form.username() == null ? "" : form.username();
        String username = chosen.isBlank() ? "m" + mobile : PersonChecks.username(checks, chosen);
        String displayName = checks.text(form.displayName(), "displayName", NAME_LENGTH_MAX);
        String password = PersonChecks.password(checks, form.password(), "password", username, mobile);
        checks.orThrow();
        if (usernameTaken(username)) {
            throw taken();
        }
        long codeId = codes.tried(mobile, CodePurpose.REGISTER, code).orElseThrow(OneTimeCodes::wrong);
        String hash = hasher.hash(password);
        String language = "en".equals(form.language()) ? "en" : "zh";
        try {
            return QuarkusTransaction.requiringNew().call(() -> {
                codes.use(codeId);
                Person person = Person.registered(username, displayName, mobile, hash, language, clock.instant());
                people.persistAndFlush(person);
                audit.record(
                        "person.register", "person", Long.toString(person.id()), null, Map.of("username", username));
                return person.id();
            });
        } catch (PersistenceException e) {
            throw translated(e);
        }
    }

    /**
     * Proves that whoever calls has the mobile, for something that takes no account, and spends the code in the running
     * transaction.
     *
     * @return the mobile as it is kept
     */
    @Transactional
    public String provenMobile(@Nullable String typedMobile, @Nullable String typedCode, CodePurpose purpose) {
        Checks checks = new Checks();
        String mobile = PersonChecks.mobile(checks, typedMobile);
        String code = PersonChecks.code(checks, typedCode);
        checks.orThrow();
        codes.use(codes.tried(mobile, purpose, code).orElseThrow(OneTimeCodes::wrong));
        return mobile;
    }

    /** Sets a new password for whoever has the mobile, ends all their sessions and opens a locked account. */
    public void resetPassword(@Nullable String typedMobile, @Nullable String typedCode, @Nullable String newPassword) {
        Checks checks = new Checks();
        String mobile = PersonChecks.mobile(checks, typedMobile);
        String code = PersonChecks.code(checks, typedCode);
        String password = PersonChecks.password(checks, newPassword, "password", mobile);
        checks.orThrow();
        long codeId = codes.tried(mobile, CodePurpose.RESET, code).orElseThrow(OneTimeCodes::wrong);
        String hash = hasher.hash(password);
        QuarkusTransaction.requiringNew().run(() -> {
            codes.use(codeId);
            Person person = people.byMobile(mobile).filter(Person::isActive).orElseThrow(OneTimeCodes::wrong);
            setPassword(person, hash, "person.reset-password");
        });
    }

    /** Changes the caller's own password; all their sessions and tokens end, this one too. */
    public void changePassword(Caller caller, @Nullable String oldPassword, @Nullable String newPassword) {
        Checks checks = new Checks();
        String password = PersonChecks.password(checks, newPassword, "newPassword", caller.username());
        checks.orThrow();
        failures.requireOpen(caller.username());
        String stored = QuarkusTransaction.requiringNew()
                .call(() -> people.findByIdOptional(caller.personId())
                        .flatMap(person -> Optional.ofNullable(person.passwordHash()))
                        .orElse(""));
        if (!hasher.matches(oldPassword == null ? "" : oldPassword, stored)) {
            failures.add(caller.username());
            throw Problem.validation("oldPassword", "is wrong");
        }
        String hash = hasher.hash(password);
        QuarkusTransaction.requiringNew()
                .run(() -> setPassword(
                        people.findByIdOptional(caller.personId()).orElseThrow(Problem::notFound),
                        hash,
                        "person.change-password"));
    }

    /** The language a person reads, zh or en. */
    @Transactional
    public void chooseLanguage(Caller caller, String language) {
        new Checks()
                .require(language.equals("zh") || language.equals("en"), "language", "must be zh or en")
                .orThrow();
        people.findByIdOptional(caller.personId()).ifPresent(person -> person.speak(language));
    }

    private void setPassword(Person person, String hash, String action) {
        person.changePassword(hash);
        people.flush();
        tokens.revokeAllOf(person.id());
        failures.clear(person.username());
        audit.record(action, "person", Long.toString(person.id()), null, Map.of());
    }

    private boolean usernameTaken(String username) {
        return QuarkusTransaction.requiringNew().call(() -> people.usernameTaken(username));
    }

    private static Problem taken() {
        return Problem.validation("username", "is taken");
    }

    private static RuntimeException translated(PersistenceException e) {
        return switch (Constraints.violated(e).orElse("")) {
            case "person_username_unique" -> taken();
            case "person_mobile_unique" ->
                Problem.validation("mobile", "has an account already; sign in or reset the password");
            default -> e;
        };
    }
}
