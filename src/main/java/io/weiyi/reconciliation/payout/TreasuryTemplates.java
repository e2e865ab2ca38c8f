package io.weiyi.reconciliation.payout;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The forms of payment lists, which finance keeps without a new version of the program. */
@ApplicationScoped
public class TreasuryTemplates {

    private static final Pattern CODE = Pattern.compile("[A-Z0-9-]{1,20}");
    private static final int NAME_MAX = 100;
    private static final int HEADING_MAX = 40;
    private static final int COLUMNS_MAX = 30;
    private static final String SELECT = "SELECT code, name, fields, headings FROM treasury_template ";

    private final Jdbi jdbi;
    private final Audit audit;
    private final Clock clock;

    TreasuryTemplates(Jdbi jdbi, Audit audit, Clock clock) {
        this.jdbi = jdbi;
        this.audit = audit;
        this.clock = clock;
    }

    /** All of them by code. */
    public List<TreasuryTemplate> all() {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + "ORDER BY code")
                .map((row, context) -> template(row))
                .list());
    }

    /** The form with this code. */
    public Optional<TreasuryTemplate> find(String code) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + "WHERE code = :code")
                .bind("code", code)
                .map((row, context) -> template(row))
                .findOne());
    }

    /** A column as it is sent: a field by its name, and a heading. */
    public record ColumnInput(
            @Nullable String field, @Nullable String heading) {}

    /**
     * Writes a form, a new one or another in its place.
     *
     * @throws Problem 422 naming what is wrong; a list without account or amount cannot be paid by
     */
    @Transactional
    public TreasuryTemplate save(String code, @Nullable String name, @Nullable List<ColumnInput> columns) {
        Checks checks = new Checks();
        checks.require(CODE.matcher(code).matches(), "code", "must be 1 to 20 of A–Z, 0–9 and -");
        String called = checks.text(name, "name", NAME_MAX);
        List<ColumnInput> wanted = columns == null ? List.of() : columns;
        checks.require(wanted.size() <= COLUMNS_MAX, "columns", "must be at most " + COLUMNS_MAX);
        List<TreasuryTemplate.Column> read = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            ColumnInput column = wanted.get(i);
            Optional<TreasuryTemplate.Field> field = Arrays.stream(TreasuryTemplate.Field.values())
                    .filter(known -> known.name().equals(column.field()))
                    .findFirst();
            checks.require(field.isPresent(), "columns[" + i + "].field", "is not known");
            String heading = checks.text(column.heading(), "columns[" + i + "].heading", HEADING_MAX);
            field.ifPresent(known -> read.add(new TreasuryTemplate.Column(known, heading)));
        }
        for (TreasuryTemplate.Field needed :
                List.of(TreasuryTemplate.Field.NAME, TreasuryTemplate.Field.ACCOUNT, TreasuryTemplate.Field.AMOUNT)) {
            checks.require(
                    read.stream().anyMatch(column -> column.field() == needed), "columns", "must have " + needed);
        }
        checks.orThrow();
        List<String> fields = read.stream().map(column -> column.field().name()).toList();
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO treasury_template (code, name, fields, headings, changed_at)
                        VALUES (:code, :name, :fields, :headings, :now)
                        ON CONFLICT (code) DO UPDATE SET name = excluded.name, fields = excluded.fields,
                               headings = excluded.headings, changed_at = excluded.changed_at""")
                .bind("code", code)
                .bind("name", called)
                .bindArray("fields", String.class, fields.toArray())
                .bindArray(
                        "headings",
                        String.class,
                        read.stream().map(TreasuryTemplate.Column::heading).toArray())
                .bind("now", clock.instant())
                .execute());
        audit.record("treasury-template.save", "treasury-template", code, null, Map.of("fields", fields));
        return find(code).orElseThrow(Problem::notFound);
    }

    private static TreasuryTemplate template(ResultSet row) throws SQLException {
        String[] fields = texts(row.getArray(3));
        String[] headings = texts(row.getArray(4));
        List<TreasuryTemplate.Column> columns = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            columns.add(new TreasuryTemplate.Column(TreasuryTemplate.Field.valueOf(fields[i]), headings[i]));
        }
        return new TreasuryTemplate(row.getString(1), row.getString(2), columns);
    }

    private static String[] texts(Array array) throws SQLException {
        return (String[]) array.getArray();
    }
}
