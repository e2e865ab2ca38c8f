package io.weiyi.pricing;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tariffs (收费标准) valid over time. At any moment an instrument or service item has one tariff at most; a new version
 * takes over from its start and is never changed afterwards, because charges point at it.
 */
@ApplicationScoped
public class Tariffs {

    private static final int STEP_SECONDS_MAX = 86_400;
    private static final int NOTE_LENGTH_MAX = 500;
    /** Whoever says "now" has said it a moment ago. */
    private static final Duration JUST_NOW = Duration.ofSeconds(10);

    private final TariffRows rows;
    private final Audit audit;
    private final Clock clock;

    Tariffs(TariffRows rows, Audit audit, Clock clock) {
        this.rows = rows;
        this.audit = audit;
        this.clock = clock;
    }

    /** The tariff of an instrument that holds at this moment. */
    public Optional<Tariff> instrumentTariffAt(long instrumentId, Instant at) {
        return rows.at(TariffSubject.instrument(instrumentId), at);
    }

    /** The tariff of a service item that holds at this moment. */
    public Optional<Tariff> itemTariffAt(long serviceItemId, Instant at) {
        return rows.at(TariffSubject.item(serviceItemId), at);
    }

    /** All versions of an instrument's tariff, newest first. */
    public List<Tariff> ofInstrument(long instrumentId) {
        return rows.all(TariffSubject.instrument(instrumentId));
    }

    /** All versions of a service item's tariff, newest first. */
    public List<Tariff> ofItem(long serviceItemId) {
        return rows.all(TariffSubject.item(serviceItemId));
    }

    /** The tariff with this id, for whoever explains an old charge. */
    public Optional<Tariff> find(long tariffId) {
        return rows.find(tariffId);
    }

    /**
     * Adds a version. The version that holds at its start ends there; a version that starts later stays and ends this one.
     * Only a first version may start in the past: whatever has a price keeps it for the time that is over.
     *
     * @throws Problem validation, when a field is wrong
     */
    @Transactional
    public Tariff add(NewTariff asked) {
        check(asked);
        Instant now = clock.instant();
        NewTariff wanted = asked.validFrom().isBefore(now)
                        && asked.validFrom().plus(JUST_NOW).isAfter(now)
                ? asked.startingAt(now)
                : asked;
        TariffSubject subject = TariffSubject.of(wanted.instrumentId(), wanted.serviceItemId());
        if (!rows.lock(subject)) {
            throw Problem.validation(subject.field(), "is unknown");
        }
        List<Tariff> versions = rows.all(subject);
        Instant from = wanted.validFrom();
        if (!versions.isEmpty() && from.isBefore(now)) {
            throw Problem.validation("validFrom", "must not lie in the past, because a tariff exists already");
        }
        if (versions.stream().anyMatch(t -> t.validFrom().equals(from))) {
            throw Problem.validation("validFrom", "a version starts at this moment already");
        }
        versions.stream().filter(t -> holdsAt(t, from)).findFirst().ifPresent(former -> rows.end(former.id(), from));
        Instant until = versions.stream()
                .map(Tariff::validFrom)
                .filter(start -> start.isAfter(from))
                .min(Instant::compareTo)
                .orElse(null);
        int version = versions.stream().mapToInt(Tariff::version).max().orElse(0) + 1;
        Tariff added = rows.insert(wanted, subject, version, until, now);
        audit.record(
                "tariff.add",
                subject.kind(),
                Long.toString(subject.id()),
                null,
                Map.of("tariffId", added.id(), "version", version, "validFrom", from.toString()));
        return added;
    }

    private static boolean holdsAt(Tariff tariff, Instant at) {
        Instant until = tariff.validUntil();
        return !at.isBefore(tariff.validFrom()) && (until == null || at.isBefore(until));
    }

    private static void check(NewTariff wanted) {
        Checks checks = new Checks();
        checks.require(
                (wanted.instrumentId() == null) != (wanted.serviceItemId() == null),
                "instrumentId",
                "either this or serviceItemId must be given, not both");
        checks.require(
                wanted.stepSeconds() >= 1 && wanted.stepSeconds() <= STEP_SECONDS_MAX,
                "stepSeconds",
                "must lie between 1 and " + STEP_SECONDS_MAX);
        checks.require(wanted.rates().size() == Tier.values().length, "rates", "must name every tier");
        checks.optionalText(wanted.note(), "note", NOTE_LENGTH_MAX);
        checks.orThrow();
    }
}
