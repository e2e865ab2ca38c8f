package io.weiyi.voucher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.identity.OrganisationInfo;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Runs the automatic checks (自动核查) of a claim over what is known now and keeps each run with its inputs. */
@ApplicationScoped
class ClaimChecks {

    private final Jdbi jdbi;
    private final ObjectMapper mapper;
    private final RulePacks packs;
    private final Applicants applicants;
    private final ClaimRows rows;
    private final ClaimFiles files;

    ClaimChecks(
            Jdbi jdbi, ObjectMapper mapper, RulePacks packs, Applicants applicants, ClaimRows rows, ClaimFiles files) {
        this.jdbi = jdbi;
        this.mapper = mapper;
        this.packs = packs;
        this.applicants = applicants;
        this.rows = rows;
        this.files = files;
    }

    /** What the checks say now; nothing is stored. */
    List<CheckResult> run(ClaimInfo claim, Map<Long, ChargeFacts> charges, List<Awarded> awarded) {
        OrganisationInfo applicant = applicants.get(claim.applicantId());
        List<String> keys = claim.lines().stream()
                .map(ClaimInfo.Line::invoiceKey)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Map<String, Long> elsewhere = rows.invoicesElsewhere(claim.id(), keys);
        Map<String, Long> claimed = claimedOf(claim.id(), keys);
        List<CheckResult> results = new ArrayList<>();
        int i = 0;
        for (ClaimInfo.Line line : claim.lines()) {
            OrganisationInfo provider = applicants.get(line.providerId());
            String key = line.invoiceKey() == null ? "" : line.invoiceKey();
            results.addAll(LineChecks.run(new LineCase(
                    line,
                    packs.get(line.packCode(), line.packVersion()),
                    applicant,
                    provider,
                    Objects.requireNonNull(charges.get(line.chargeId())),
                    awarded.get(i++),
                    claimed.getOrDefault(key, line.allocatedFen()),
                    elsewhere.containsKey(key),
                    applicants.fundedElsewhere(line.invoiceKey()),
                    manualShareBp(line.providerId(), line.serviceDate().getYear()),
                    overlapsUse(line.chargeId()),
                    reciprocal(
                            claim.applicantId(),
                            line.providerId(),
                            line.serviceDate().getYear()),
                    applicants.related(applicant, provider, line.serviceDate()),
                    applicants.troubles(applicant, line.serviceDate()))));
        }
        results.add(filesIntact(claim));
        return results;
    }

    private CheckResult filesIntact(ClaimInfo claim) {
        List<ClaimFile> all = files.of(claim);
        List<String> broken = all.stream()
                .filter(file -> !files.intact(file))
                .map(ClaimFile::fileName)
                .toList();
        if (all.isEmpty()) {
            return new CheckResult(
                    null, "files-intact", CheckOutcome.NOT_APPLICABLE, "没有上传文件", "no file was handed in", List.of());
        }
        List<String> links = all.stream()
                .map(file -> "/claims/" + claim.id() + "/files/" + file.id())
                .toList();
        return broken.isEmpty()
                ? new CheckResult(
                        null, "files-intact", CheckOutcome.PASS, "文件与提交时一致", "files are as they were handed in", links)
                : new CheckResult(
                        null,
                        "files-intact",
                        CheckOutcome.FAIL,
                        "文件与提交时不一致：" + String.join("、", broken),
                        "files differ from what was handed in: " + String.join(", ", broken),
                        links);
    }

    /** What this claim, and other live ones, take of each invoice. */
    private Map<String, Long> claimedOf(long claimId, Collection<String> keys) {
        return jdbi.withHandle(handle -> handle
                .createQuery("""
                        SELECT l.invoice_key, sum(l.allocated_fen)::bigint FROM claim_line l
                         WHERE l.live AND l.invoice_key = ANY (:keys)
                           AND (l.claim_id = :claim OR EXISTS (SELECT 1 FROM claim_invoice i
                                WHERE i.claim_id = l.claim_id AND i.invoice_key = l.invoice_key AND i.live))
                         GROUP BY l.invoice_key""")
                .bindArray("keys", String.class, keys.toArray())
                .bind("claim", claimId)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** How much of a provider's charged use in a year was told by hand, in basis points. */
    private int manualShareBp(long providerId, int year) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT coalesce(sum(s.run_seconds) FILTER (WHERE s.verification = 'MANUAL') * 10000
                                        / nullif(sum(s.run_seconds), 0), 0)::int
                          FROM charge c JOIN charge_session x ON x.charge_id = c.id JOIN usage_session s ON s.id = x.session_id
                         WHERE c.provider_id = :provider AND c.live
                           AND c.service_month >= make_date(:year, 1, 1) AND c.service_month < make_date(:year + 1, 1, 1)""")
                .bind("provider", providerId)
                .bind("year", year)
                .mapTo(Integer.class)
                .one());
    }

    /** Whether somebody else used the instrument, or the person who booked used another site's, at the same time. */
    private boolean overlapsUse(long chargeId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT EXISTS (
                            SELECT 1 FROM charge_session x JOIN usage_session s ON s.id = x.session_id
                              LEFT JOIN booking b ON b.id = s.booking_id
                              JOIN usage_session o ON o.id <> s.id AND o.status <> 'ADJUSTED'
                               AND o.started_at < coalesce(s.ended_at, s.last_at) AND coalesce(o.ended_at, o.last_at) > s.started_at
                               AND (o.instrument_id = s.instrument_id AND o.booking_id IS DISTINCT FROM s.booking_id
                                    OR o.booking_id IN (SELECT e.id FROM booking e WHERE e.person_id = b.person_id
                                        AND e.provider_id <> b.provider_id AND e.starts_at < b.ends_before + interval '1 hour'
                                        AND e.ends_before > b.starts_at - interval '1 hour'))
                             WHERE x.charge_id = :charge)""")
                .bind("charge", chargeId)
                .mapTo(Boolean.class)
                .one());
    }

    /** Whether the provider, as an applicant, claims for what this applicant sold it in that year. */
    private boolean reciprocal(long applicantId, long providerId, int year) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM claim_line l JOIN claim c ON c.id = l.claim_id
                         WHERE l.provider_id = :applicant AND c.applicant_id = :provider AND l.live
                           AND l.service_date >= make_date(:year, 1, 1) AND l.service_date < make_date(:year + 1, 1, 1))""")
                .bind("applicant", applicantId)
                .bind("provider", providerId)
                .bind("year", year)
                .mapTo(Boolean.class)
                .one());
    }

    /** Keeps a run with what it looked at. */
    void store(
            ClaimInfo claim, String occasion, Map<Long, ChargeFacts> charges, List<CheckResult> results, Instant now) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        inputs.put("lines", claim.lines());
        inputs.put("charges", charges.values());
        String text;
        try {
            text = mapper.writeValueAsString(inputs);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what a check looked at cannot be written as JSON", e);
        }
        Map<Long, ClaimInfo.Line> lines =
                claim.lines().stream().collect(Collectors.toMap(ClaimInfo.Line::id, line -> line));
        jdbi.useHandle(handle -> {
            long run = handle.createQuery(
                            "INSERT INTO claim_check_run (claim_id, at, occasion, inputs) VALUES (:claim, :now, :occasion, :inputs::jsonb) RETURNING id")
                    .bind("claim", claim.id())
                    .bind("now", now)
                    .bind("occasion", occasion)
                    .bind("inputs", text)
                    .mapTo(Long.class)
                    .one();
            PreparedBatch batch = handle.prepareBatch("""
                    INSERT INTO claim_check (run_id, no, line_id, rule, outcome, reason_zh, reason_en, evidence, pack_code, pack_version)
                    VALUES (:run, :no, :line, :rule, :outcome, :zh, :en, :evidence, :pack, :version)""");
            int no = 0;
            for (CheckResult result : results) {
                Long lineId = result.lineId();
                ClaimInfo.Line line = lineId == null ? null : lines.get(lineId);
                batch.bind("run", run)
                        .bind("no", ++no)
                        .bind("line", lineId)
                        .bind("rule", result.rule())
                        .bind("outcome", result.outcome().name())
                        .bind("zh", result.reasonZh())
                        .bind("en", result.reasonEn())
                        .bindArray("evidence", String.class, result.evidence().toArray())
                        .bind("pack", line == null ? null : line.packCode())
                        .bind("version", line == null ? null : Integer.valueOf(line.packVersion()))
                        .add();
            }
            batch.execute();
        });
    }

    /** The results of the newest run; none before the claim was handed in. */
    List<CheckResult> latest(long claimId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT k.line_id, k.rule, k.outcome, k.reason_zh, k.reason_en, k.evidence FROM claim_check k
                         WHERE k.run_id = (SELECT id FROM claim_check_run WHERE claim_id = :claim ORDER BY id DESC LIMIT 1) ORDER BY k.no""")
                .bind("claim", claimId)
                .map((row, context) -> new CheckResult(
                        row.getObject(1, Long.class),
                        row.getString(2),
                        CheckOutcome.valueOf(row.getString(3)),
                        row.getString(4),
                        row.getString(5),
                        Arrays.asList((String[]) row.getArray(6).getArray())))
                .list());
    }
}
