package io.weiyi.catalog;

import io.weiyi.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Keeps each change of a record: who, when, the old and the new value. */
@ApplicationScoped
public class CatalogueChanges {

    private static final int SHOWN_MAX = 200;

    private final Jdbi jdbi;
    private final Clock clock;

    CatalogueChanges(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** What a record is; its name stands in the table. */
    public enum Subject {
        INSTRUMENT,
        SERVICE_ITEM
    }

    /** A field that changes. */
    record Field(String name, String oldValue, String newValue) {}

    void keep(Caller caller, Subject subject, long id, long ownerId, List<Field> fields) {
        if (fields.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            var batch = handle.prepareBatch("""
                    INSERT INTO catalog_change (subject_kind, subject_id, owner_id, field, old_value, new_value, changed_by, changed_at)
                    VALUES (:kind, :id, :owner, :field, :old, :new, :by, :at)""");
            for (Field field : fields) {
                batch.bind("kind", subject.name())
                        .bind("id", id)
                        .bind("owner", ownerId)
                        .bind("field", field.name())
                        .bind("old", field.oldValue())
                        .bind("new", field.newValue())
                        .bind("by", caller.personId())
                        .bind("at", clock.instant())
                        .add();
            }
            batch.execute();
        });
    }

    /** The latest changes of a record, newest first. */
    public List<CatalogueChange> of(Subject subject, long id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT c.changed_at, p.display_name, c.field, c.old_value, c.new_value
                          FROM catalog_change c JOIN person p ON p.id = c.changed_by
                         WHERE c.subject_kind = :kind AND c.subject_id = :id ORDER BY c.id DESC LIMIT :max""")
                .bind("kind", subject.name())
                .bind("id", id)
                .bind("max", SHOWN_MAX)
                .map((row, context) -> new CatalogueChange(
                        row.getTimestamp(1).toInstant(),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5)))
                .list());
    }
}
