package io.weiyi.booking;

import io.weiyi.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The six-digit codes of bookings (上机码). A booking gets its code when it is made, or when one is first asked for; it is
 * told to members of the booking's firm and to nobody else.
 */
@ApplicationScoped
class BookingCodes {

    private static final Set<BookingStatus> LIVE =
            Set.of(BookingStatus.PENDING_APPROVAL, BookingStatus.CONFIRMED, BookingStatus.IN_USE);
    private static final int CODES = 1_000_000;
    /** Only an instrument with most of a million live bookings could need more. */
    private static final int TRIES = 1_000;

    private static final int SALT_BYTES = 16;

    private final Jdbi jdbi;
    private final SecureRandom random = new SecureRandom();

    BookingCodes(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The codes of some bookings as far as the caller may know them, by booking. */
    Map<Long, String> shown(Caller caller, Collection<BookingInfo> bookings) {
        List<BookingInfo> told = bookings.stream()
                .filter(booking -> LIVE.contains(booking.status()) && Access.member(caller, booking.organisationId()))
                .toList();
        return told.isEmpty() ? Map.of() : jdbi.withHandle(handle -> codes(handle, told));
    }

    private Map<Long, String> codes(Handle handle, List<BookingInfo> bookings) {
        Map<Long, String> codes = new HashMap<>();
        Set<Long> known = new HashSet<>();
        handle.createQuery("SELECT booking_id, code, live FROM booking_code WHERE booking_id = ANY (:bookings)")
                .bindArray(
                        "bookings",
                        Long.class,
                        bookings.stream().map(BookingInfo::id).toArray())
                .map((row, context) -> {
                    known.add(row.getLong(1));
                    return row.getBoolean(3) ? codes.put(row.getLong(1), row.getString(2)) : null;
                })
                .list();
        // Bookings of before there were codes get theirs when it is asked for.
        bookings.stream()
                .filter(booking -> !known.contains(booking.id()))
                .forEach(booking -> ensured(handle, booking).ifPresent(code -> codes.put(booking.id(), code)));
        return codes;
    }

    /** Gives a new booking its code. */
    void give(BookingInfo booking) {
        jdbi.useHandle(handle -> ensured(handle, booking));
    }

    private Optional<String> ensured(Handle handle, BookingInfo booking) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Row> known = row(handle, booking.id());
            if (known.isPresent()) {
                return known.filter(Row::live).map(Row::code);
            }
            // A code that another live booking of the instrument has is left alone, and the next one tried.
            handle.createUpdate("""
                            INSERT INTO booking_code (booking_id, instrument_id, code) VALUES (:booking, :instrument, :code)
                            ON CONFLICT DO NOTHING""")
                    .bind("booking", booking.id())
                    .bind("instrument", booking.instrumentId())
                    .bind("code", String.format("%06d", random.nextInt(CODES)))
                    .execute();
        }
        throw new IllegalStateException("no code is free on instrument " + booking.instrumentId());
    }

    /** The proofs of live bookings' codes, by booking. */
    Map<Long, String> proofs(Collection<BookingInfo> bookings) {
        Map<Long, String> proofs = new HashMap<>();
        Map<Long, BookingInfo> inOrder = new TreeMap<>();
        bookings.stream()
                .filter(booking -> LIVE.contains(booking.status()))
                .forEach(booking -> inOrder.put(booking.id(), booking));
        jdbi.useHandle(handle -> inOrder.values()
                .forEach(booking -> proof(handle, booking).ifPresent(proof -> proofs.put(booking.id(), proof))));
        return proofs;
    }

    private Optional<String> proof(Handle handle, BookingInfo booking) {
        Optional<String> code = ensured(handle, booking);
        Optional<String> known = row(handle, booking.id()).map(Row::proof);
        if (code.isEmpty() || known.isPresent()) {
            return code.isEmpty() ? Optional.empty() : known;
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        handle.createUpdate("UPDATE booking_code SET proof = :proof WHERE booking_id = :booking AND proof IS NULL")
                .bind("proof", CodeProof.of(code.get(), salt))
                .bind("booking", booking.id())
                .execute();
        return row(handle, booking.id()).map(Row::proof);
    }

    private static Optional<Row> row(Handle handle, long bookingId) {
        return handle.createQuery("SELECT code, proof, live FROM booking_code WHERE booking_id = :booking")
                .bind("booking", bookingId)
                .map((row, context) -> new Row(row.getString(1), row.getString(2), row.getBoolean(3)))
                .findOne();
    }

    private record Row(
            String code, @org.jspecify.annotations.Nullable String proof, boolean live) {}
}
