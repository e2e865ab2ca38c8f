package io.weiyi.voucher;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Publicity lists in plain SQL, and the count of working days. */
@ApplicationScoped
class PublicityRows {

    private static final Set<DayOfWeek> WEEKEND = Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    private static final String SELECT =
            "SELECT id, document_number, phone, working_days, starts_on, ends_before FROM publicity_batch ";

    private final Jdbi jdbi;

    PublicityRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The first day after so many working days (工作日), the first of which is the day after {@code start}. */
    LocalDate after(LocalDate start, int workingDays) {
        Map<LocalDate, Boolean> exceptions = jdbi.withHandle(handle -> handle
                .createQuery("SELECT day, kind = 'WORKDAY' FROM public_holiday WHERE day > :start")
                .bind("start", start)
                .map((row, context) -> Map.entry(row.getObject(1, LocalDate.class), row.getBoolean(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        LocalDate day = start;
        for (int left = workingDays; left > 0; ) {
            day = day.plusDays(1);
            if (exceptions.getOrDefault(day, !WEEKEND.contains(day.getDayOfWeek()))) {
                left--;
            }
        }
        return day.plusDays(1);
    }

    Page<Publicity.Batch> list(PageRequest request, LocalDate today) {
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("SELECT count(*) FROM publicity_batch")
                    .mapTo(Long.class)
                    .one();
            List<Publicity.Batch> items = handle.createQuery(SELECT + "ORDER BY id DESC LIMIT :size OFFSET :offset")
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map((row, context) -> batch(row, today))
                    .list();
            return Page.of(items, request, total);
        });
    }

    Optional<Publicity.Batch> find(long id, LocalDate today) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + "WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> batch(row, today))
                .findOne());
    }

    private Publicity.Batch batch(ResultSet row, LocalDate today) throws SQLException {
        long id = row.getLong("id");
        LocalDate ends = row.getObject("ends_before", LocalDate.class);
        List<Publicity.Item> items = items(id);
        return new Publicity.Batch(
                id,
                row.getString("document_number"),
                row.getString("phone"),
                row.getInt("working_days"),
                row.getObject("starts_on", LocalDate.class),
                ends,
                today.isBefore(ends),
                items.stream().mapToLong(Publicity.Item::subsidyFen).sum(),
                items);
    }

    private List<Publicity.Item> items(long batch) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT i.claim_id, o.name_zh, o.name_en, a.name_zh, a.name_en, i.subsidy_fen, c.status
                          FROM publicity_item i JOIN claim c ON c.id = i.claim_id JOIN organisation o ON o.id = c.applicant_id
                          JOIN area a ON a.id = c.area_id
                         WHERE i.batch_id = :batch ORDER BY i.claim_id""")
                .bind("batch", batch)
                .map((row, context) -> new Publicity.Item(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        ClaimStatus.valueOf(row.getString(7))))
                .list());
    }

    List<Long> approved() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT id FROM claim WHERE status = 'APPROVED' ORDER BY id")
                        .mapTo(Long.class)
                        .list());
    }

    long insert(
            String document,
            String phone,
            int days,
            LocalDate startsOn,
            LocalDate endsBefore,
            long personId,
            Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO publicity_batch (document_number, phone, working_days, starts_on, ends_before, made_by, made_at)
                        VALUES (:document, :phone, :days, :from, :before, :by, :now) RETURNING id""")
                .bind("document", document)
                .bind("phone", phone)
                .bind("days", days)
                .bind("from", startsOn)
                .bind("before", endsBefore)
                .bind("by", personId)
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    void addItem(long batch, ClaimInfo claim) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "INSERT INTO publicity_item (batch_id, claim_id, subsidy_fen) VALUES (:batch, :claim, :fen)")
                .bind("batch", batch)
                .bind("claim", claim.id())
                .bind("fen", claim.subsidyFen())
                .execute());
    }

    long object(long batch, long claim, String name, String mobile, String text, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO publicity_objection (batch_id, claim_id, name, mobile, text, made_at)
                        VALUES (:batch, :claim, :name, :mobile, :text, :now) RETURNING id""")
                .bind("batch", batch)
                .bind("claim", claim)
                .bind("name", name)
                .bind("mobile", mobile)
                .bind("text", text)
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    List<Long> over(LocalDate today) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT id FROM publicity_batch WHERE closed_at IS NULL AND ends_before <= :today ORDER BY id LIMIT 10")
                .bind("today", today)
                .mapTo(Long.class)
                .list());
    }

    List<Long> published(long batch) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT claim_id FROM publicity_item WHERE batch_id = :batch ORDER BY claim_id")
                .bind("batch", batch)
                .mapTo(Long.class)
                .list());
    }

    void close(long batch, Instant now) {
        jdbi.useHandle(handle -> handle.execute("UPDATE publicity_batch SET closed_at = ? WHERE id = ?", now, batch));
    }
}
