package io.weiyi.voucher;

import io.weiyi.kernel.job.PeriodicJob;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/**
 * Reminds firms of claim windows (申报期): when one opens, and some days before it ends. Only firms with charges that no
 * claim has are told, each once a day of reminder; after an outage the latest of what was missed is told, not all.
 */
@ApplicationScoped
class WindowReminders implements PeriodicJob {

    private static final int FIRMS_MAX = 200;

    private static final String FIRMS = """
            SELECT o.id, count(*) AS charges FROM organisation o JOIN charge c ON c.organisation_id = o.id
             WHERE o.status = 'ACTIVE' AND (:everywhere OR o.region_code LIKE ANY (:regions)) AND NOT o.region_code LIKE ANY (:not)
               AND c.live AND c.provider_id <> c.organisation_id
               AND c.service_month >= date_trunc('month', :from::date) AND c.service_month < :before
               AND NOT EXISTS (SELECT 1 FROM claim_line l WHERE l.charge_id = c.id AND l.live)
               AND NOT EXISTS (SELECT 1 FROM claim_window_reminder r
                                WHERE r.pack_code = :code AND r.reminder_day = :day AND r.organisation_id = o.id)
             GROUP BY o.id ORDER BY o.id LIMIT :most
            """;

    private final Jdbi jdbi;
    private final RulePacks packs;
    private final Event<ClaimWindowNear> near;

    WindowReminders(Jdbi jdbi, RulePacks packs, Event<ClaimWindowNear> near) {
        this.jdbi = jdbi;
        this.packs = packs;
        this.near = near;
    }

    @Override
    public String name() {
        return "voucher.window-reminders";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(Instant now) {
        LocalDate today = BusinessTime.dayOf(now);
        Map<String, RulePack> newest = new HashMap<>();
        packs.signed().forEach(pack -> newest.put(pack.id(), pack));
        for (RulePack pack : newest.values()) {
            for (RulePack.ClaimWindow window : pack.claimWindows()) {
                if (window.holds(today)) {
                    day(pack, window, today).ifPresent(day -> remind(pack, window, day, now));
                }
            }
        }
    }

    /** The latest day of reminder that has come. */
    static Optional<LocalDate> day(RulePack pack, RulePack.ClaimWindow window, LocalDate today) {
        return Stream.concat(
                        Stream.of(window.from()),
                        pack.reminderDays().stream().map(days -> window.to().minusDays(days)))
                .filter(day -> !day.isBefore(window.from()) && !day.isAfter(today))
                .max(LocalDate::compareTo);
    }

    private void remind(RulePack pack, RulePack.ClaimWindow window, LocalDate day, Instant now) {
        LocalDate before = pack.validBefore();
        jdbi.useHandle(handle -> {
            Map<Long, Long> firms = new HashMap<>();
            handle.createQuery(FIRMS)
                    .bind("everywhere", pack.openToOtherRegions())
                    .bindArray("regions", String.class, prefixes(pack.applicantRegions()))
                    .bindArray("not", String.class, prefixes(pack.excludedApplicantRegions()))
                    .bind("from", pack.validFrom())
                    .bind("before", before == null ? window.to().plusDays(1) : before)
                    .bind("code", pack.id())
                    .bind("day", day)
                    .bind("most", FIRMS_MAX)
                    .map((row, context) -> firms.put(row.getLong(1), row.getLong(2)))
                    .list();
            firms.forEach((firm, charges) -> {
                handle.execute(
                        "INSERT INTO claim_window_reminder (pack_code, reminder_day, organisation_id, told_at) VALUES (?, ?, ?, ?)",
                        pack.id(),
                        day,
                        firm,
                        now);
                near.fire(new ClaimWindowNear(firm, pack.nameZh(), pack.nameEn(), window.from(), window.to(), charges));
            });
        });
    }

    private static Object[] prefixes(List<String> regions) {
        return regions.stream().map(region -> region + "%").toArray();
    }
}
