package io.weiyi.notification;

import io.weiyi.booking.BookingChanged;
import io.weiyi.identity.MembershipChanged;
import io.weiyi.identity.OrganisationChanged;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.metering.DeviceIncidents;
import io.weiyi.metering.DisputeChanged;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Hears what other rooms decide and leaves notices for the people it concerns, inside the deciding transaction. It only
 * reads and inserts, so it cannot make a decision fail for a reason of its own.
 */
@Singleton
class EventNotices {

    private final Jdbi jdbi;
    private final Outbox outbox;

    EventNotices(Jdbi jdbi, Outbox outbox) {
        this.jdbi = jdbi;
        this.outbox = outbox;
    }

    private record Reader(long id, String language) {}

    private record Booked(
            Reader reader,
            String person,
            String instrumentZh,
            String instrumentEn,
            long providerId,
            Instant startsAt,
            Instant endsBefore,
            String note) {

        String instrument(String language) {
            return language.equals("en") && !instrumentEn.isEmpty() ? instrumentEn : instrumentZh;
        }

        String window() {
            return BusinessTime.text(startsAt) + " – " + BusinessTime.text(endsBefore);
        }
    }

    void organisation(@Observes OrganisationChanged event) {
        Texts.Text text = Texts.organisation(event.to(), organisationName(event.organisationId()), event.note());
        reader(event.submittedBy()).ifPresent(reader -> tell(reader, text));
    }

    void membership(@Observes MembershipChanged event) {
        String name = organisationName(event.organisationId());
        if (event.to().equals("PENDING")) {
            Texts.Text text = Texts.membershipAsked(personName(event.personId()), name);
            holders("ORG_ADMIN", event.organisationId()).forEach(admin -> tell(admin, text));
            return;
        }
        Texts.Text text = Texts.membership(event.to(), name);
        if (text != null) {
            reader(event.personId()).ifPresent(reader -> tell(reader, text));
        }
    }

    void booking(@Observes BookingChanged event) {
        booked(event.bookingId()).ifPresent(booked -> {
            if (event.to().equals("PENDING_APPROVAL")) {
                holders("INSTRUMENT_MANAGER", booked.providerId())
                        .forEach(manager -> tell(
                                manager,
                                Texts.bookingAsked(
                                        booked.person(), booked.instrument(manager.language()), booked.window())));
                return;
            }
            Texts.Text text = Texts.booking(
                    event.to(), booked.instrument(booked.reader().language()), booked.window(), booked.note());
            if (text != null) {
                tell(booked.reader(), text);
            }
        });
    }

    void dispute(@Observes DisputeChanged event) {
        disputed(event.sessionId()).ifPresent(it -> {
            boolean firm = !event.side().equals("FIRM");
            boolean owner = !event.side().equals("OWNER") || event.what().equals("PROPOSAL");
            List<Reader> readers = new ArrayList<>();
            if (owner) {
                readers.addAll(holders("INSTRUMENT_MANAGER", it.ownerId()));
            }
            Long firmId = it.firmId();
            if (firm && firmId != null) {
                it.booker().flatMap(this::reader).ifPresent(readers::add);
                readers.addAll(holders("ORG_ADMIN", firmId));
            }
            readers.stream()
                    .distinct()
                    .forEach(reader -> tell(
                            reader,
                            Texts.dispute(
                                    event.what(), it.instrument(reader.language()), it.window(), event.sessionId())));
        });
    }

    private record Disputed(
            long ownerId,
            @Nullable Long firmId,
            Optional<Long> booker,
            String instrumentZh,
            String instrumentEn,
            Instant startedAt) {

        String instrument(String language) {
            return language.equals("en") && !instrumentEn.isEmpty() ? instrumentEn : instrumentZh;
        }

        String window() {
            return BusinessTime.text(startedAt);
        }
    }

    private Optional<Disputed> disputed(long session) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT i.owner_id, b.organisation_id, b.person_id, i.name_zh, i.name_en, u.started_at
                          FROM usage_session u JOIN instrument i ON i.id = u.instrument_id
                          LEFT JOIN booking b ON b.id = u.booking_id WHERE u.id = :id""")
                .bind("id", session)
                .map((row, context) -> new Disputed(
                        row.getLong(1),
                        row.getObject(2, Long.class),
                        Optional.ofNullable(row.getObject(3, Long.class)),
                        row.getString(4),
                        row.getString(5),
                        row.getTimestamp(6).toInstant()))
                .findOne());
    }

    /** Told to the managers of the owner; a great many devices are named by the first few. */
    void devices(@Observes DeviceIncidents event) {
        Texts.Text text = Texts.devices(event.kind(), event.opened(), event.deviceIds());
        holders("INSTRUMENT_MANAGER", event.ownerId()).forEach(manager -> tell(manager, text));
    }

    private void tell(Reader reader, Texts.Text text) {
        outbox.notice(reader.id(), text.in(reader.language()));
    }

    private Optional<Booked> booked(long bookingId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT p.id, p.language, p.display_name, i.name_zh, i.name_en, b.provider_id, b.starts_at, b.ends_before, b.decision_note
                          FROM booking b JOIN person p ON p.id = b.person_id JOIN instrument i ON i.id = b.instrument_id
                         WHERE b.id = :id""")
                .bind("id", bookingId)
                .map((row, context) -> new Booked(
                        new Reader(row.getLong(1), row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        row.getTimestamp(7).toInstant(),
                        row.getTimestamp(8).toInstant(),
                        Objects.requireNonNullElse(row.getString(9), "")))
                .findOne());
    }

    private List<Reader> holders(String role, long organisationId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT p.id, p.language FROM role_grant r JOIN person p ON p.id = r.person_id
                         WHERE r.role = :role AND r.organisation_id = :organisation AND r.revoked_at IS NULL AND p.status = 'ACTIVE'
                         ORDER BY p.id LIMIT 50""")
                .bind("role", role)
                .bind("organisation", organisationId)
                .map((row, context) -> new Reader(row.getLong(1), row.getString(2)))
                .list());
    }

    private Optional<Reader> reader(long personId) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT id, language FROM person WHERE id = :id")
                .bind("id", personId)
                .map((row, context) -> new Reader(row.getLong(1), row.getString(2)))
                .findOne());
    }

    private String personName(long personId) {
        return one("SELECT display_name FROM person WHERE id = :id", personId);
    }

    private String organisationName(long organisationId) {
        return one("SELECT name_zh FROM organisation WHERE id = :id", organisationId);
    }

    private String one(String query, long id) {
        return jdbi.withHandle(handle ->
                handle.createQuery(query).bind("id", id).mapTo(String.class).one());
    }
}
