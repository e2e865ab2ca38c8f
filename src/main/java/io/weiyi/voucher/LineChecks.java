package io.weiyi.voucher;

import io.weiyi.kernel.id.CreditCode;
import io.weiyi.kernel.money.Fen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The automatic checks of one claim line. Pure: the same case always gives the same results. */
final class LineChecks {

    private static final int BP = 10_000;

    private static final List<Function<LineCase, CheckResult>> ALL = List.of(
            LineChecks::applicant,
            LineChecks::codes,
            LineChecks::invoiceUsed,
            LineChecks::invoiceDate,
            LineChecks::invoiceAllocation,
            LineChecks::payment,
            LineChecks::hours,
            LineChecks::hoursState,
            LineChecks::window,
            LineChecks::manualShare,
            UseChecks::overlap,
            UseChecks::idle,
            UseChecks::readings,
            UseChecks::reciprocal,
            LineChecks::related,
            LineChecks::caps,
            LineChecks::service,
            LineChecks::listed,
            LineChecks::tariff);

    private LineChecks() {}

    static List<CheckResult> run(LineCase line) {
        return ALL.stream().map(check -> check.apply(line)).toList();
    }

    private static CheckResult applicant(LineCase c) {
        List<String> troubles = new ArrayList<>(c.applicantTroubles());
        if (!"ACTIVE".equals(c.applicant().status())) {
            troubles.add(c.applicant().status());
        }
        if (c.awarded().reasons().contains(Reason.APPLICANT_EXCLUDED)) {
            troubles.add(Reason.APPLICANT_EXCLUDED.code());
        }
        if (c.awarded().reasons().contains(Reason.REGION_EXCLUDED)) {
            troubles.add(Reason.REGION_EXCLUDED.code());
        }
        return troubles.isEmpty()
                ? pass(c, "applicant", "申请单位在服务日期符合条件", "the applicant qualified on the service date")
                : fail(
                        c,
                        "applicant",
                        "申请单位不符合条件：" + String.join("、", troubles),
                        "the applicant does not qualify: " + String.join(", ", troubles));
    }

    private static CheckResult codes(LineCase c) {
        if (CreditCode.parse(c.applicant().code()).isEmpty()
                || CreditCode.parse(c.provider().code()).isEmpty()) {
            return fail(c, "codes", "统一社会信用代码校验位不符", "a credit code fails its check digit");
        }
        ChargeFacts.InvoicePart invoice = invoice(c);
        if (invoice == null) {
            return fail(c, "codes", "没有发票", "there is no invoice");
        }
        boolean known = invoice.buyerCode() != null && invoice.sellerCode() != null;
        boolean wrong = differs(invoice.buyerCode(), c.applicant().code())
                || differs(invoice.sellerCode(), c.provider().code());
        if (wrong) {
            return fail(c, "codes", "发票购买方或销售方代码与双方不一致", "buyer or seller on the invoice is somebody else");
        }
        return known
                ? pass(c, "codes", "代码有效，发票双方一致", "codes are valid and the invoice names both")
                : warn(c, "codes", "发票上双方代码未读出", "buyer or seller code of the invoice is not known");
    }

    private static boolean differs(@Nullable String printed, String code) {
        return printed != null
                && !printed.isBlank()
                && !printed.strip().toUpperCase(Locale.ROOT).equals(code);
    }

    private static CheckResult invoiceUsed(LineCase c) {
        ChargeFacts.InvoicePart invoice = invoice(c);
        if (invoice == null) {
            return fail(c, "invoice-used", "没有发票", "there is no invoice");
        }
        if (c.invoiceElsewhere()) {
            return fail(
                    c, "invoice-used", "发票已用于其他申请：" + invoice.key(), "another claim has used invoice " + invoice.key());
        }
        if (c.fundedElsewhere()) {
            return fail(c, "invoice-used", "发票已获其他财政资金支持", "other public money was given for this invoice");
        }
        if (invoice.type().contains("红")
                || invoice.type().toLowerCase(Locale.ROOT).contains("red")) {
            return fail(c, "invoice-used", "红字发票：" + invoice.key(), "a red invoice: " + invoice.key());
        }
        return pass(
                c, "invoice-used", "发票未被使用过：" + invoice.key(), "invoice " + invoice.key() + " was never used before");
    }

    private static CheckResult invoiceDate(LineCase c) {
        ChargeFacts.InvoicePart invoice = invoice(c);
        if (invoice == null) {
            return fail(c, "invoice-date", "没有发票", "there is no invoice");
        }
        if (invoice.issuedOn().isBefore(c.charge().orderedOn())) {
            return fail(
                    c,
                    "invoice-date",
                    "开票日期 " + invoice.issuedOn() + " 早于预约日期 " + c.charge().orderedOn(),
                    "the invoice of " + invoice.issuedOn() + " is older than the order of "
                            + c.charge().orderedOn());
        }
        int days = c.pack().checkRules().invoiceDays();
        return invoice.issuedOn().isAfter(c.charge().serviceDate().plusDays(days))
                ? warn(
                        c,
                        "invoice-date",
                        "开票日期晚于服务日期 " + days + " 天以上",
                        "the invoice came more than " + days + " days after the service")
                : pass(c, "invoice-date", "开票日期 " + invoice.issuedOn(), "the invoice is of " + invoice.issuedOn());
    }

    private static CheckResult invoiceAllocation(LineCase c) {
        ChargeFacts.InvoicePart invoice = invoice(c);
        if (invoice == null) {
            return fail(c, "invoice-allocation", "没有发票", "there is no invoice");
        }
        String sums = yuan(c.claimedOfInvoiceFen()) + " / " + yuan(invoice.amountFen());
        return c.claimedOfInvoiceFen() > invoice.amountFen()
                        || c.line().allocatedFen() > c.charge().invoicedFen()
                ? fail(c, "invoice-allocation", "申报金额超过发票：" + sums, "more is claimed than the invoice has: " + sums)
                : pass(c, "invoice-allocation", "申报金额在发票之内：" + sums, "claimed within the invoice: " + sums);
    }

    private static CheckResult payment(LineCase c) {
        long paid = c.charge().paidFen();
        String sums = yuan(paid) + " / " + yuan(c.line().allocatedFen());
        if (paid < c.line().allocatedFen()) {
            return fail(c, "payment", "付款少于申报金额：" + sums, "less was paid than is claimed: " + sums);
        }
        boolean otherPayee = c.charge().payments().stream()
                .anyMatch(payment -> payment.providerId() != c.provider().id()
                        || payment.organisationId() != c.applicant().id());
        if (otherPayee) {
            return fail(c, "payment", "付款双方与申请不一致", "the payment is between others");
        }
        boolean otherName = c.charge().payments().stream()
                .anyMatch(payment -> differsName(
                                payment.payeeName(), c.provider().nameZh())
                        || differsName(payment.payerName(), c.applicant().nameZh()));
        return otherName
                ? warn(c, "payment", "付款凭证上的户名与单位名称不同", "a name on the payment proof differs")
                : pass(c, "payment", "已付款：" + sums, "paid: " + sums);
    }

    private static boolean differsName(@Nullable String printed, String name) {
        return printed != null && !printed.isBlank() && !printed.strip().equals(name);
    }

    private static CheckResult hours(LineCase c) {
        ChargeFacts charge = c.charge();
        if (!charge.live()) {
            return fail(c, "metered-hours", "费用已冲销或更正", "the charge was reversed or corrected since");
        }
        if (charge.hoursSeconds() == 0) {
            return notApplicable(c, "metered-hours", "不按机时计费", "nothing was charged by the hour");
        }
        long billed = charge.hoursSeconds();
        int tolerance = c.pack().checkRules().hoursTolerance();
        String zh = "计费 " + hoursText(billed) + " 小时，运行 " + hoursText(charge.runSeconds()) + " 小时";
        String en = "charged " + hoursText(billed) + " h, metered " + hoursText(charge.runSeconds()) + " h";
        long step = Math.max(1, charge.stepSeconds());
        long rounded = (charge.runSeconds() + step - 1) / step * step;
        if (within(billed, rounded, tolerance)) {
            return pass(c, "metered-hours", zh, en);
        }
        long booked = charge.bookedFrom() == null || charge.bookedBefore() == null
                ? 0
                : Duration.between(charge.bookedFrom(), charge.bookedBefore()).toSeconds();
        return within(billed, booked, tolerance)
                ? warn(c, "metered-hours", zh + "（按预约计费）", en + " (charged by the booking)")
                : fail(c, "metered-hours", zh, en);
    }

    private static boolean within(long billed, long metered, int toleranceBp) {
        return Math.multiplyExact(billed, (long) BP) <= Math.multiplyExact(metered, (long) BP + toleranceBp);
    }

    private static CheckResult hoursState(LineCase c) {
        if (c.charge().sessions().isEmpty()) {
            return notApplicable(c, "hours-verified", "没有机时记录", "there is no metered use");
        }
        CheckOutcome worst = CheckOutcome.PASS;
        List<String> states = new ArrayList<>();
        for (ChargeFacts.Session session : c.charge().sessions()) {
            String state = "CLOSED".equals(session.status()) ? session.verification() : session.status();
            if (!states.contains(state)) {
                states.add(state);
            }
            CheckOutcome outcome = "CLOSED".equals(session.status())
                    ? c.pack().checkRules().hoursOutcome(session.verification())
                    : CheckOutcome.FAIL;
            worst = worst.compareTo(outcome) < 0 ? outcome : worst;
        }
        String list = String.join(", ", states);
        return result(c, "hours-verified", worst, "机时核验状态：" + list, "state of the hours: " + list);
    }

    private static CheckResult window(LineCase c) {
        ChargeFacts charge = c.charge();
        if (charge.bookedFrom() == null
                || charge.bookedBefore() == null
                || charge.sessions().isEmpty()) {
            return notApplicable(c, "session-window", "没有预约或机时记录", "there is no booking or no metered use");
        }
        Duration margin = Duration.ofMinutes(c.pack().checkRules().sessionMargin());
        boolean outside = charge.sessions().stream()
                .anyMatch(session -> session.startedAt()
                                .isBefore(charge.bookedFrom().minus(margin))
                        || session.endedAt().isAfter(charge.bookedBefore().plus(margin)));
        return outside
                ? warn(
                        c,
                        "session-window",
                        "使用超出预约时段 " + margin.toMinutes() + " 分钟以上",
                        "use reaches more than " + margin.toMinutes() + " minutes beyond the booking")
                : pass(c, "session-window", "使用在预约时段之内", "use lies within the booking");
    }

    private static CheckResult manualShare(LineCase c) {
        if (c.charge().sessions().isEmpty()) {
            return notApplicable(c, "manual-share", "没有机时记录", "there is no metered use");
        }
        String percent = c.manualShareBp() / 100 + "%";
        return c.manualShareBp() > c.pack().checkRules().manualShareMax()
                ? warn(
                        c,
                        "manual-share",
                        "供给方当年人工补录机时占 " + percent,
                        percent + " of the provider's hours were told by hand")
                : pass(
                        c,
                        "manual-share",
                        "供给方当年人工补录机时占 " + percent,
                        percent + " of the provider's hours were told by hand");
    }

    private static CheckResult related(LineCase c) {
        List<String> why = new ArrayList<>(c.related());
        if (c.applicant().id() == c.provider().id()
                || c.applicant().code().equals(c.provider().code())) {
            why.add("同一单位 same organisation");
        }
        return why.isEmpty()
                ? pass(c, "related-party", "未发现关联关系", "no relation is known")
                : fail(
                        c,
                        "related-party",
                        "关联方：" + String.join("；", why),
                        "related parties: " + String.join("; ", why));
    }

    private static CheckResult caps(LineCase c) {
        boolean short_ = c.awarded().reasons().contains(Reason.CAP_REACHED)
                || c.awarded().reasons().contains(Reason.POOL_EMPTY);
        if (!short_) {
            return pass(c, "caps", "额度与资金充足", "cap and budget suffice");
        }
        String codes = String.join(", ", c.awarded().reasonCodes());
        return warn(
                c,
                "caps",
                "额度或资金不足（" + codes + "），可得 " + yuan(c.awarded().subsidyFen()),
                "cap or budget runs short (" + codes + "), leaving "
                        + yuan(c.awarded().subsidyFen()));
    }

    private static CheckResult service(LineCase c) {
        return c.awarded().reasons().contains(Reason.SERVICE_EXCLUDED)
                ? fail(
                        c,
                        "service",
                        "该服务不在补助范围：" + c.line().service(),
                        "the pack does not subsidise " + c.line().service())
                : pass(c, "service", "服务在补助范围内", "the service is subsidised");
    }

    private static CheckResult listed(LineCase c) {
        return c.charge().listed() && "ACTIVE".equals(c.provider().status())
                ? pass(c, "listed", "仪器与供给方已入网", "instrument and provider are members of the network")
                : fail(c, "listed", "仪器或供给方在服务日期未入网", "instrument or provider was not in the network");
    }

    private static CheckResult tariff(LineCase c) {
        return c.charge().byTariff()
                ? pass(c, "tariff", "按当时公布的收费标准计费", "priced by the tariff that held then")
                : warn(c, "tariff", "计费依据的收费标准在当日无效", "priced by a tariff that did not hold on that day");
    }

    private static ChargeFacts.@Nullable InvoicePart invoice(LineCase c) {
        return c.charge().invoices().stream()
                .filter(invoice -> invoice.key().equals(c.line().invoiceKey()))
                .findFirst()
                .orElse(null);
    }

    private static String yuan(long fen) {
        return Fen.of(fen).toYuan() + "元";
    }

    private static String hoursText(long seconds) {
        return seconds / 3600 + "." + (seconds % 3600) * 10 / 3600;
    }

    static CheckResult pass(LineCase c, String rule, String zh, String en) {
        return result(c, rule, CheckOutcome.PASS, zh, en);
    }

    static CheckResult warn(LineCase c, String rule, String zh, String en) {
        return result(c, rule, CheckOutcome.WARN, zh, en);
    }

    private static CheckResult fail(LineCase c, String rule, String zh, String en) {
        return result(c, rule, CheckOutcome.FAIL, zh, en);
    }

    static CheckResult notApplicable(LineCase c, String rule, String zh, String en) {
        return result(c, rule, CheckOutcome.NOT_APPLICABLE, zh, en);
    }

    private static CheckResult result(LineCase c, String rule, CheckOutcome outcome, String zh, String en) {
        return new CheckResult(c.line().id(), rule, outcome, zh, en, links(c, rule));
    }

    /** Where a person sees what the check looked at. */
    private static List<String> links(LineCase c, String rule) {
        List<String> links = new ArrayList<>();
        links.add("/charges/" + c.charge().chargeId());
        switch (rule) {
            case "metered-hours",
                    "hours-verified",
                    "session-window",
                    "manual-share",
                    "use-overlap",
                    "idle-share",
                    "readings" -> c.charge().sessions().forEach(session -> links.add("/sessions/" + session.id()));
            default -> {
                // The charge's page has its invoice, payment and tariff.
            }
        }
        return links;
    }
}
