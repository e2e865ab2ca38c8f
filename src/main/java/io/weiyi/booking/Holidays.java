package io.weiyi.booking;

import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The public calendar (法定节假日) that instruments follow whose rules say so. */
@ApplicationScoped
public class Holidays {

    private static final String SHIPPED = "/calendars/cn-2026.csv";

    private final Jdbi jdbi;
    private final Audit audit;
    private final Clock clock;

    Holidays(Jdbi jdbi, Audit audit, Clock clock) {
        this.jdbi = jdbi;
        this.audit = audit;
        this.clock = clock;
    }

    /** The days from the first of this year on, in order. */
    public List<Holiday> known() {
        LocalDate first = BusinessTime.dayOf(clock.instant()).withDayOfYear(1);
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT day, kind, name FROM public_holiday WHERE day >= :first ORDER BY day")
                .bind("first", first)
                .map((row, context) -> new Holiday(
                        row.getObject(1, LocalDate.class), HolidayKind.valueOf(row.getString(2)), row.getString(3)))
                .list());
    }

    /**
     * The calendar that comes with the program: the arrangement for 2026, entered by hand. Whoever imports it compares it
     * with the order of the State Council, as the page asks.
     */
    public byte[] shipped() {
        try (InputStream file = Objects.requireNonNull(Holidays.class.getResourceAsStream(SHIPPED))) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts a calendar in the place of what was known of its years; the whole file or nothing of it.
     *
     * @return how many days it holds
     */
    @Transactional
    public int take(Caller caller, byte[] content) {
        Access.require(caller.has(Role.ADMIN), "Only administrators may do this.");
        List<Holiday> days = HolidayFile.read(content);
        List<Integer> years =
                days.stream().map(holiday -> holiday.day().getYear()).distinct().toList();
        jdbi.useHandle(handle -> {
            handle.createUpdate("DELETE FROM public_holiday WHERE extract(year FROM day)::int = ANY (:years)")
                    .bindArray("years", Integer.class, years.toArray())
                    .execute();
            PreparedBatch batch = handle.prepareBatch(
                    "INSERT INTO public_holiday (day, kind, name, imported_by, imported_at) VALUES (:day, :kind, :name, :by, :now)");
            for (Holiday holiday : days) {
                batch.bind("day", holiday.day())
                        .bind("kind", holiday.kind().name())
                        .bind("name", holiday.name())
                        .bind("by", caller.personId())
                        .bind("now", clock.instant())
                        .add();
            }
            batch.execute();
        });
        audit.record(
                "holidays.import",
                "public-calendar",
                years.stream().map(String::valueOf).collect(Collectors.joining(",")),
                null,
                Map.of("days", days.size()));
        return days.size();
    }
}
