package io.weiyi.voucher;

import io.weiyi.identity.Caller;
import io.weiyi.identity.OrganisationInfo;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a claim as a firm sends it, compares it with the charges it names, and hears of every wrong field at once. */
@ApplicationScoped
class ClaimDrafts {

    static final int LINES_MAX = 200;

    private final ChargeFactRows charges;
    private final RulePacks packs;
    private final Applicants applicants;

    ClaimDrafts(ChargeFactRows charges, RulePacks packs, Applicants applicants) {
        this.charges = charges;
        this.packs = packs;
        this.applicants = applicants;
    }

    /** A checked draft: whose it is and its lines. */
    record Draft(OrganisationInfo applicant, List<ClaimRows.NewLine> lines) {}

    /**
     * The draft, checked.
     *
     * @param applicantId of the claim that is changed; null for a new one, whose applicant is the owner of its charges
     */
    Draft read(Caller caller, @Nullable Long applicantId, ClaimDraftJson json) {
        Checks checks = new Checks();
        List<ClaimDraftJson.@Nullable Line> given = json.lines() == null ? List.of() : json.lines();
        if (given.isEmpty() || given.size() > LINES_MAX) {
            throw Problem.validation("lines", "must have between 1 and " + LINES_MAX + " entries");
        }
        Map<Long, ChargeFacts> facts = charges.of(given.stream()
                .map(line -> PublicId.parse(line == null ? null : line.chargeId()))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList());
        Set<Long> firms = applicantId == null ? ClaimAccess.firms(caller) : Set.of(applicantId);
        Set<Long> seen = new HashSet<>();
        List<Read> read = new ArrayList<>();
        Long applicant = applicantId;
        for (int i = 0; i < given.size(); i++) {
            ClaimDraftJson.Line line = given.get(i);
            if (line == null) {
                checks.add("lines[" + i + "]", "must not be null");
                continue;
            }
            Read one = line(checks, "lines[" + i + "].", line, facts, firms);
            if (one == null) {
                continue;
            }
            checks.require(seen.add(one.charge().chargeId()), "lines[" + i + "].chargeId", "stands twice");
            applicant = applicant == null ? Long.valueOf(one.charge().organisationId()) : applicant;
            checks.require(
                    applicant == one.charge().organisationId(),
                    "lines[" + i + "].chargeId",
                    "belongs to another firm than the first");
            read.add(one);
        }
        checks.orThrow();
        if (applicant == null) {
            throw Problem.validation("lines", "must name charges");
        }
        OrganisationInfo firm = applicants.get(applicant);
        return new Draft(firm, read.stream().map(one -> chosen(one, firm)).toList());
    }

    private record Read(
            ChargeFacts charge,
            Service service,
            long allocatedFen,
            @Nullable String invoiceKey,
            @Nullable String packId) {}

    private ClaimRows.NewLine chosen(Read one, OrganisationInfo firm) {
        RulePack pack = packs.choose(one.packId(), one.charge().serviceDate(), firm.regionCode());
        return new ClaimRows.NewLine(one.charge(), one.service(), one.allocatedFen(), one.invoiceKey(), pack);
    }

    private static @Nullable Read line(
            Checks checks, String at, ClaimDraftJson.Line line, Map<Long, ChargeFacts> facts, Set<Long> firms) {
        OptionalLong id = PublicId.parse(line.chargeId());
        ChargeFacts charge = id.isPresent() ? facts.get(id.getAsLong()) : null;
        Service service = service(checks, line.service(), at + "service");
        if (charge == null || !firms.contains(charge.organisationId())) {
            checks.add(at + "chargeId", "is unknown");
            return null;
        }
        if (charge.organisationId() == charge.providerId()) {
            checks.add(at + "chargeId", "is for an instrument of the firm's own");
            return null;
        }
        if (!charge.settled()) {
            checks.add(at + "chargeId", "is not settled: its invoice and payment are to be there first");
            return null;
        }
        Long allocated = line.allocatedFen();
        if (allocated == null || allocated < 1 || allocated > charge.claimableFen()) {
            checks.add(
                    at + "allocatedFen",
                    "must be whole fen between 1 and " + charge.claimableFen()
                            + ", the least of charge, invoice and payment");
            return null;
        }
        String number = line.invoiceNumber() == null ? "" : line.invoiceNumber().strip();
        String key = charge.invoices().stream()
                .filter(invoice -> number.isEmpty()
                        || invoice.number().equals(number)
                        || invoice.key().equals(number))
                .map(ChargeFacts.InvoicePart::key)
                .findFirst()
                .orElse(null);
        checks.require(
                number.isEmpty() || key != null,
                at + "invoiceNumber",
                "is not the number of an invoice of this charge");
        String pack = line.packId() == null || line.packId().isBlank()
                ? null
                : line.packId().strip();
        return new Read(charge, service, allocated, key, pack);
    }

    private static Service service(Checks checks, @Nullable String name, String field) {
        return Arrays.stream(Service.values())
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseGet(() -> {
                    checks.add(field, "must be one of " + Arrays.toString(Service.values()));
                    return Service.OTHER;
                });
    }
}
