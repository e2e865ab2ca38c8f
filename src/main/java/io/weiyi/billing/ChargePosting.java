package io.weiyi.billing;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.ledger.AccountKind;
import io.weiyi.ledger.Ledger;
import io.weiyi.ledger.LedgerPosting;
import io.weiyi.ledger.LedgerPosting.Side;
import io.weiyi.pricing.PricedLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a bill into the one live charge of its subject, in the running transaction: charge, lines, sessions and ledger
 * come together or not at all. What differs from the live charge takes it back and posts anew into the open month; what
 * does not differ changes nothing, so that a bill may be written any number of times.
 */
@ApplicationScoped
class ChargePosting {

    private final ChargeRepository charges;
    private final ChargeRows rows;
    private final Ledger ledger;
    private final Audit audit;

    ChargePosting(ChargeRepository charges, ChargeRows rows, Ledger ledger, Audit audit) {
        this.charges = charges;
        this.rows = rows;
        this.ledger = ledger;
        this.audit = audit;
    }

    /**
     * Lets one worker at a time look at a subject, so that the second sees what the first did instead of being refused by
     * the index of live charges. Held until the end of the transaction.
     */
    void hold(ChargeSubject subject) {
        rows.hold(subject);
    }

    /** Makes the live charge of the bill's subject say what the bill says; returns its id. */
    long settle(Bill bill, Instant now) {
        Optional<Charge> live = charges.liveLocked(bill.subject());
        if (live.isPresent()) {
            Charge former = live.get();
            List<PricedLine> lines = rows.lines(former.id());
            if (lines.equals(bill.lines())) {
                rows.linkSessions(former.id(), bill.sessionIds());
                return former.id();
            }
            reverse(former, lines, now);
        }
        return post(bill, now);
    }

    private long post(Bill bill, Instant now) {
        Charge charge = new Charge(bill, openMonth(now), now);
        charges.persistAndFlush(charge);
        rows.insertLines(charge.id(), bill.lines());
        rows.linkSessions(charge.id(), bill.sessionIds());
        postToLedger("charge", charge, "服务费 " + subjectText(charge));
        audit.record(
                "charge.post",
                "charge",
                Long.toString(charge.id()),
                charge.organisationId(),
                Map.of("totalFen", charge.total().value(), "subject", subjectText(charge)));
        return charge.id();
    }

    private void reverse(Charge former, List<PricedLine> lines, Instant now) {
        Charge reversal = former.reverse(openMonth(now), now);
        // The former charge must cease to be live in the database before its successor comes.
        charges.flush();
        charges.persistAndFlush(reversal);
        rows.insertLines(
                reversal.id(), lines.stream().map(ChargePosting::negated).toList());
        rows.linkSessions(reversal.id(), rows.sessions(former.id()));
        postToLedger("charge-reversal", reversal, "冲销 " + subjectText(former));
        audit.record(
                "charge.reverse",
                "charge",
                Long.toString(former.id()),
                former.organisationId(),
                Map.of("reversalId", reversal.id(), "totalFen", reversal.total().value()));
    }

    private static PricedLine negated(PricedLine line) {
        return new PricedLine(
                line.kind(),
                "冲销：" + line.textZh(),
                "Reversal: " + line.textEn(),
                line.quantity().negated(),
                line.unit(),
                line.unitPrice(),
                line.amount().negated(),
                line.tariffId(),
                line.tariffVersion());
    }

    /** Nobody owes anything for a charge of zero, and the ledger knows no empty entry. */
    private void postToLedger(String kind, Charge charge, String text) {
        if (charge.total().isZero()) {
            return;
        }
        String owed = ChargeAccounts.owedBy(charge.organisationId());
        String due = ChargeAccounts.dueTo(charge.providerId());
        ledger.ensureAccount(owed, "应付服务费（备查）", AccountKind.MEMO, charge.organisationId(), null);
        ledger.ensureAccount(due, "应收服务费（备查）", AccountKind.MEMO, charge.providerId(), null);
        ledger.post(new LedgerPosting(
                kind,
                "charge",
                Long.toString(charge.id()),
                charge.postingMonth(),
                text,
                List.of(
                        new Side(owed, charge.total()),
                        new Side(due, charge.total().negated()))));
    }

    private static String subjectText(Charge charge) {
        return charge.subject().kind() + " " + charge.subject().id();
    }

    /** The month that is open for posting. */
    private static YearMonth openMonth(Instant now) {
        return BusinessTime.monthOf(now);
    }
}
