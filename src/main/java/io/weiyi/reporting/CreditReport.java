package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** What counts against people, with the names around it. One query a list. */
@ApplicationScoped
public class CreditReport {

    private static final int ROWS_MAX = 200;

    private static final String SELECT = """
            SELECT e.id, e.kind, e.points, e.happened_at, e.booking_id, p.display_name AS person_name,
                   o.name_zh AS owner_zh, o.name_en AS owner_en, i.name_zh AS instrument_zh, i.name_en AS instrument_en,
                   v.cause AS voided, a.words, a.filed_at, a.decided_at, a.granted, a.answer
              FROM credit_entry e JOIN person p ON p.id = e.person_id JOIN organisation o ON o.id = e.owner_id
              JOIN booking b ON b.id = e.booking_id JOIN instrument i ON i.id = b.instrument_id
              LEFT JOIN credit_void v ON v.entry_id = e.id LEFT JOIN credit_appeal a ON a.entry_id = e.id
            """;

    private final Jdbi jdbi;

    CreditReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** An entry with what was said and decided of it. */
    public record Row(
            long id,
            String kind,
            int points,
            Instant happenedAt,
            long bookingId,
            String personName,
            String ownerZh,
            String ownerEn,
            String instrumentZh,
            String instrumentEn,
            @Nullable String voided,
            @Nullable String words,
            @Nullable Instant filedAt,
            @Nullable Instant decidedAt,
            @Nullable Boolean granted,
            @Nullable String answer) {

        /** Whether the person may still say something against it. */
        public boolean open() {
            return voided == null && filedAt == null;
        }

        /** Whether an appeal waits for the owner. */
        public boolean waits() {
            return filedAt != null && decidedAt == null;
        }
    }

    /** What counts, or counted, against a person. */
    public List<Row> ofPerson(long personId) {
        return jdbi.withHandle(
                handle -> handle.createQuery(SELECT + " WHERE e.person_id = :person ORDER BY e.id DESC LIMIT :most")
                        .bind("person", personId)
                        .bind("most", ROWS_MAX)
                        .map(ConstructorMapper.of(Row.class))
                        .list());
    }

    /** The same at these owners, appeals that wait first. */
    public List<Row> atOwners(Collection<Long> ownerIds) {
        if (ownerIds.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT
                                + " WHERE e.owner_id IN (<owners>) ORDER BY (a.filed_at IS NOT NULL AND a.decided_at IS NULL) DESC, e.id DESC LIMIT :most")
                .bindList("owners", List.copyOf(ownerIds))
                .bind("most", ROWS_MAX)
                .map(ConstructorMapper.of(Row.class))
                .list());
    }
}
