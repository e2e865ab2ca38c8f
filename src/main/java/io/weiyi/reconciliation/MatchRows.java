package io.weiyi.reconciliation;

import io.weiyi.kernel.time.BusinessTime;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Matches and discrepancies in plain SQL: one statement a step over the whole month. */
@Singleton
class MatchRows {

    /** Fen by which parts may miss a charge and still stand for it. */
    private static final long ROUNDING_FEN = 10;

    private static final int DAYS_TO_RESOLVE = 10;

    private final Jdbi jdbi;

    MatchRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Begins a run unless one is under way, which then goes on. */
    void begin(YearMonth month, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO reconciliation_month AS m (month, started_at) VALUES (:month, :now)
                        ON CONFLICT (month) DO UPDATE SET started_at = excluded.started_at WHERE m.step = 0""")
                .bind("month", month.atDay(1))
                .bind("now", now)
                .execute());
    }

    /** The step that is next, held until the end of the transaction. */
    int step(YearMonth month) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT step FROM reconciliation_month WHERE month = :month FOR UPDATE")
                        .bind("month", month.atDay(1))
                        .mapTo(Integer.class)
                        .findOne()
                        .orElse(0));
    }

    void advance(YearMonth month, int step) {
        jdbi.useHandle(
                handle -> handle.createUpdate("UPDATE reconciliation_month SET step = :step WHERE month = :month")
                        .bind("month", month.atDay(1))
                        .bind("step", step)
                        .execute());
    }

    void finish(YearMonth month, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE reconciliation_month SET step = 0, finished_at = :now WHERE month = :month")
                .bind("month", month.atDay(1))
                .bind("now", now)
                .execute());
    }

    /** Takes back matches whose facts no longer stand, such as those of a reversed charge. */
    void loosen(YearMonth month, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE reconciliation_match m SET undone_at = :now, undo_note = 'facts changed'
                         WHERE m.month = :month AND m.undone_at IS NULL AND CASE m.link
                               WHEN 'USE_CHARGE' THEN NOT EXISTS (SELECT 1 FROM charge c JOIN charge_session s ON s.charge_id = c.id
                                    JOIN usage_session u ON u.id = s.session_id WHERE c.id = m.right_id AND c.live
                                     AND u.id = m.left_id AND u.status = 'CLOSED' AND u.verification <> 'FLAGGED')
                               WHEN 'BOOKING_CHARGE' THEN NOT EXISTS (SELECT 1 FROM charge c WHERE c.id = m.right_id AND c.live
                                     AND NOT EXISTS (SELECT 1 FROM charge_session s WHERE s.charge_id = c.id))
                               WHEN 'ORDER_CHARGE' THEN NOT EXISTS (SELECT 1 FROM charge c WHERE c.id = m.right_id AND c.live)
                               WHEN 'CHARGE_INVOICE' THEN NOT EXISTS (SELECT 1 FROM charge c WHERE c.id = m.left_id AND c.live)
                               WHEN 'CHARGE_CLAIM' THEN NOT EXISTS (SELECT 1 FROM claim_line l JOIN charge c ON c.id = l.charge_id AND c.live
                                    WHERE l.id = m.right_id AND l.live)
                               WHEN 'CLAIM_PAYOUT' THEN NOT EXISTS (SELECT 1 FROM payout_item i WHERE i.id = m.right_id AND i.status IN ('PENDING','PAID'))
                               ELSE NOT EXISTS (SELECT 1 FROM payout_item i WHERE i.id = m.left_id AND i.status = 'PAID') END""")
                .bind("month", month.atDay(1))
                .bind("now", now)
                .execute());
    }

    /** Matches by one rule what no earlier rule has; what a person undid stays apart. */
    int match(MatchRule rule, YearMonth month, Instant now) {
        return bound(rule.name(), """
                        INSERT INTO reconciliation_match (month, link, rule, confidence, left_id, right_id, amount_fen, matched_at)
                        SELECT :month, :link, :name, :confidence, s.left_id, s.right_id, s.amount_fen, :now
                          FROM (%s) s
                         WHERE NOT EXISTS (SELECT 1 FROM reconciliation_match m
                                            WHERE m.link = :link AND m.left_id = s.left_id AND m.right_id = s.right_id
                                              AND m.undone_at IS NULL)
                           AND NOT EXISTS (SELECT 1 FROM reconciliation_match m
                                            WHERE m.month = :month AND m.link = :link AND m.left_id = s.left_id
                                              AND m.right_id = s.right_id AND m.undone_by IS NOT NULL)
                        ON CONFLICT DO NOTHING""".formatted(rule.pairs()), month, now, rule);
    }

    /** Names what does not fit and clears what fits again. */
    int find(DiscrepancyKind kind, YearMonth month, Instant now) {
        return bound(kind.name(), """
                        WITH s AS MATERIALIZED (%s),
                        cleared AS (
                            UPDATE discrepancy d SET status = 'CLEARED'
                             WHERE d.month = :month AND d.kind = :name AND d.status IN ('OPEN','ASKED')
                               AND NOT EXISTS (SELECT 1 FROM s WHERE s.subject_kind = d.subject_kind AND s.subject_id = d.subject_id
                                                AND s.amount_fen = d.amount_fen))
                        INSERT INTO discrepancy (month, kind, subject_kind, subject_id, organisation_id, amount_fen, refs, found_at, due_on)
                        SELECT DISTINCT ON (subject_kind, subject_id, amount_fen) :month, :name, subject_kind, subject_id,
                               organisation_id, amount_fen, refs, :now, :due
                          FROM s ORDER BY subject_kind, subject_id, amount_fen
                        ON CONFLICT DO NOTHING""".formatted(kind.found()), month, now, null);
    }

    private int bound(String name, String sql, YearMonth month, Instant now, @Nullable MatchRule rule) {
        return jdbi.withHandle(handle -> {
            Update update = handle.createUpdate(sql)
                    .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                    .bind("name", name)
                    .bind("month", month.atDay(1))
                    .bind("nextMonth", month.plusMonths(1).atDay(1))
                    .bind("from", BusinessTime.startOf(month))
                    .bind("until", BusinessTime.startOf(month.plusMonths(1)))
                    .bind("due", BusinessTime.dayOf(now).plusDays(DAYS_TO_RESOLVE))
                    .bind("rounding", ROUNDING_FEN)
                    .bind("now", now);
            if (rule != null) {
                update.bind("link", rule.link()).bind("confidence", rule.confidence());
            }
            return update.execute();
        });
    }

    MonthMatch of(YearMonth month, int steps) {
        return jdbi.withHandle(handle -> {
            List<MonthMatch.ByRule> rules = handle.createQuery("""
                            SELECT link, rule, confidence, count(*), sum(amount_fen)::bigint FROM reconciliation_match
                             WHERE month = :month AND undone_at IS NULL GROUP BY link, rule, confidence ORDER BY link, confidence DESC""")
                    .bind("month", month.atDay(1))
                    .map((row, context) -> new MonthMatch.ByRule(
                            row.getString(1), row.getString(2), row.getInt(3), row.getLong(4), row.getLong(5)))
                    .list();
            List<Discrepancy> open = handle.createQuery("""
                            SELECT * FROM discrepancy WHERE month = :month AND status <> 'CLEARED' ORDER BY status, amount_fen DESC, id""")
                    .bind("month", month.atDay(1))
                    .map((row, context) -> discrepancy(row))
                    .list();
            Optional<MonthMatch> run = handle.createQuery(
                            "SELECT step, finished_at FROM reconciliation_month WHERE month = :month")
                    .bind("month", month.atDay(1))
                    .map((row, context) -> new MonthMatch(
                            month, 0, row.getInt(1), steps, instant(row, "finished_at"), List.of(), List.of()))
                    .findOne();
            return new MonthMatch(
                    month,
                    rules.stream().mapToLong(MonthMatch.ByRule::count).sum(),
                    run.map(MonthMatch::stepsDone).orElse(0),
                    steps,
                    run.map(MonthMatch::finishedAt).orElse(null),
                    rules,
                    open);
        });
    }

    /** The oldest month that has charges and was never looked at. */
    Optional<YearMonth> neverMatched() {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        SELECT min(c.posting_month) FROM (SELECT DISTINCT posting_month FROM charge) c
                         WHERE NOT EXISTS (SELECT 1 FROM reconciliation_month m WHERE m.month = c.posting_month AND m.finished_at IS NOT NULL)""").mapTo(LocalDate.class).findOne().map(YearMonth::from));
    }

    Optional<Discrepancy> lock(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM discrepancy WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map((row, context) -> discrepancy(row))
                .findOne());
    }

    void asked(long id, long by, String note) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE discrepancy SET status = 'ASKED', asked_by = :by, owner_id = coalesce(owner_id, :by), note = :note WHERE id = :id""")
                .bind("id", id)
                .bind("by", by)
                .bind("note", note)
                .execute());
    }

    void resolved(long id, long by, String note, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE discrepancy SET status = 'RESOLVED', resolved_by = :by, resolved_at = :now,
                               owner_id = coalesce(owner_id, :by), note = :note WHERE id = :id""")
                .bind("id", id)
                .bind("by", by)
                .bind("note", note)
                .bind("now", now)
                .execute());
    }

    /** Undoes a match for good; false when there is no such live one. */
    boolean undo(long id, long by, String note, Instant now) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        UPDATE reconciliation_match SET undone_at = :now, undone_by = :by, undo_note = :note
                         WHERE id = :id AND undone_at IS NULL""")
                        .bind("id", id)
                        .bind("by", by)
                        .bind("note", note)
                        .bind("now", now)
                        .execute()
                == 1);
    }

    private static Discrepancy discrepancy(ResultSet row) throws SQLException {
        return new Discrepancy(
                row.getLong("id"),
                row.getString("kind"),
                row.getLong("amount_fen"),
                List.of((String[]) row.getArray("refs").getArray()),
                row.getString("status"),
                row.getObject("due_on", LocalDate.class),
                row.getObject("owner_id", Long.class),
                row.getObject("asked_by", Long.class),
                row.getString("note"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
