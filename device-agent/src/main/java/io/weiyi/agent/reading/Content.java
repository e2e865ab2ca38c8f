package io.weiyi.agent.reading;

import org.jspecify.annotations.Nullable;

/**
 * What was seen, without its place in the chain: the part of a reading that stays the same when it has to be signed again
 * at another place.
 *
 * @param instrument the instrument's id
 * @param sid the session, null on a marker
 * @param probe the kind of probe that saw it
 * @param booking the booking it is believed to belong to, or null
 * @param cause of an end or a marker, else null
 * @param lost of a gap marker, else null
 * @param control of a control reading, else null
 */
public record Content(
        String instrument,
        @Nullable String sid,
        Stamp stamp,
        ReadingType type,
        Counters counters,
        String probe,
        @Nullable String booking,
        @Nullable String cause,
        @Nullable SeqRange lost,
        @Nullable Control control) {

    public Content {
        if ((type == ReadingType.MARKER) != (sid == null)) {
            throw new IllegalArgumentException("sid must be null if and only if the reading is a marker");
        }
        if ((lost != null) != (type == ReadingType.MARKER && Cause.GAP.equals(cause))) {
            throw new IllegalArgumentException("lost must be set if and only if the reading is a gap marker");
        }
        if ((type == ReadingType.CONTROL) != (control != null)) {
            throw new IllegalArgumentException("control must be set if and only if the reading is one");
        }
    }

    /** A reading of a session, or a marker. */
    public Content(
            String instrument,
            @Nullable String sid,
            Stamp stamp,
            ReadingType type,
            Counters counters,
            String probe,
            @Nullable String booking,
            @Nullable String cause,
            @Nullable SeqRange lost) {
        this(instrument, sid, stamp, type, counters, probe, booking, cause, lost, null);
    }

    public static Content marker(String instrument, Stamp stamp, String probe, String cause) {
        return new Content(instrument, null, stamp, ReadingType.MARKER, Counters.ZERO, probe, null, cause, null);
    }

    public static Content gap(String instrument, Stamp stamp, String probe, SeqRange lost) {
        return new Content(instrument, null, stamp, ReadingType.MARKER, Counters.ZERO, probe, null, Cause.GAP, lost);
    }

    public boolean isMarker(String markerCause) {
        return type == ReadingType.MARKER && markerCause.equals(cause);
    }
}
