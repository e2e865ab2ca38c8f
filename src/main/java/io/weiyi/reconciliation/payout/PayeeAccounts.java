package io.weiyi.reconciliation.payout;

import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.OrganisationInfo;
import io.weiyi.identity.Organisations;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Payee accounts (收款账户): one person of the firm enters the account, another confirms it; one that replaces another is
 * paid to only after finance has looked at the change.
 */
@ApplicationScoped
public class PayeeAccounts {

    private static final int NAME_MAX = 200;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{6,32}");
    private static final Pattern CNAPS = Pattern.compile("[0-9]{12}");

    private final PayeeAccountRows rows;
    private final Organisations organisations;
    private final CurrentCaller current;
    private final Audit audit;
    private final Clock clock;

    PayeeAccounts(PayeeAccountRows rows, Organisations organisations, CurrentCaller current, Audit audit, Clock clock) {
        this.rows = rows;
        this.organisations = organisations;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    /** The caller's firm's accounts, newest first; for finance those that wait for a look. */
    public List<PayeeAccount> list() {
        Caller caller = current.get();
        if (caller.has(Role.FINANCE)) {
            return rows.changed();
        }
        Long own = own(caller);
        return own == null ? List.of() : rows.ofOrganisation(own);
    }

    /** Enters an account for the caller's firm. The name is that under which the firm is registered. */
    @Transactional
    public PayeeAccount enter(
            @Nullable String name, @Nullable String number, @Nullable String bank, @Nullable String cnaps) {
        Caller caller = current.get();
        Long own = own(caller);
        if (own == null) {
            throw Problem.forbidden("Only the administrator and the finance of an organisation enter its account.");
        }
        OrganisationInfo firm = organisations.find(own).orElseThrow(Problem::notFound);
        Checks checks = new Checks();
        String digits = number == null ? "" : number.replaceAll("[ -]", "");
        String code = cnaps == null ? "" : cnaps.strip();
        String branch = checks.text(bank, "bank", NAME_MAX);
        checks.require(
                name == null || name.strip().equals(firm.nameZh()),
                "name",
                "must be the registered name, " + firm.nameZh());
        checks.require(NUMBER.matcher(digits).matches(), "number", "must have 6 to 32 digits");
        checks.require(CNAPS.matcher(code).matches(), "cnaps", "must have 12 digits");
        checks.orThrow();
        long id =
                rows.insert(own, new Payee(0, firm.nameZh(), digits, branch, code), caller.personId(), clock.instant());
        return noted("payee-account.enter", id);
    }

    /** A second person of the firm agrees. */
    @Transactional
    public PayeeAccount confirm(long id) {
        Caller caller = current.get();
        PayeeAccount account = rows.lock(id)
                .filter(found -> keptBy(caller).contains(found.organisationId()))
                .orElseThrow(Problem::notFound);
        if (account.status() != PayeeAccount.Status.ENTERED) {
            throw Problem.illegalTransition("The account is " + account.status() + ".");
        }
        if (Objects.equals(account.enteredBy(), caller.personId())) {
            throw Problem.of(
                    409,
                    "second-person-required",
                    "A second person must do this",
                    "You entered this account; somebody else of your organisation confirms it.");
        }
        rows.confirm(account, caller.personId(), clock.instant());
        return noted("payee-account.confirm", id);
    }

    /** Finance has looked at a change. */
    @Transactional
    public PayeeAccount seen(long id) {
        PayeeAccount account = rows.lock(id).orElseThrow(Problem::notFound);
        if (account.status() != PayeeAccount.Status.CHANGED) {
            throw Problem.illegalTransition("The account is " + account.status() + ".");
        }
        rows.seen(id, current.get().personId(), clock.instant());
        return noted("payee-account.seen", id);
    }

    /** Whose accounts the caller keeps; a plain member of an organisation has no say in its money. */
    private static Set<Long> keptBy(Caller caller) {
        return caller.organisationsAs(Role.ORG_ADMIN, Role.FIRM_FINANCE);
    }

    private static @Nullable Long own(Caller caller) {
        Long first = caller.organisationId();
        Set<Long> kept = keptBy(caller);
        return first != null && kept.contains(first)
                ? first
                : kept.stream().min(Long::compare).orElse(null);
    }

    /** Where these organisations may be paid now; one without a valid account is left out. */
    Map<Long, Payee> payable(Collection<Long> organisations) {
        return rows.valid(organisations);
    }

    private PayeeAccount noted(String action, long id) {
        PayeeAccount account = rows.lock(id).orElseThrow(Problem::notFound);
        audit.record(
                action,
                "payee-account",
                Long.toString(id),
                account.organisationId(),
                Map.of(
                        "number",
                        account.payee().masked(),
                        "bank",
                        account.payee().bank()));
        return account;
    }
}
