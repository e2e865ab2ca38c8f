package io.weiyi.agent.engine;

import io.weiyi.agent.config.ServerSettings;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.journal.Restoration;
import io.weiyi.agent.journal.Room;
import io.weiyi.agent.link.Chain;
import io.weiyi.agent.link.ServerTime;
import io.weiyi.agent.reading.Cause;
import io.weiyi.agent.reading.Content;
import io.weiyi.agent.reading.Reading;
import io.weiyi.agent.reading.ReadingFormat;
import io.weiyi.agent.reading.ReadingSigner;
import io.weiyi.agent.reading.ReadingType;
import io.weiyi.agent.reading.SeqRange;
import io.weiyi.agent.reading.Stamp;
import io.weiyi.agent.session.OpenSession;
import io.weiyi.agent.session.SessionLog;
import io.weiyi.agent.session.Timepiece;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Writes readings: gives each its place in the chain, signs it and puts it into the journal. */
final class Chronicle implements SessionLog, Chain {
    private static final System.Logger LOG = System.getLogger(Chronicle.class.getName());

    private final Journal journal;
    private ReadingSigner signer;
    private final String device;
    private final Timepiece timepiece;
    private final ServerTime serverTime;
    private final DeviceVoice voice;
    private final Supplier<ServerSettings> serverSettings;
    private final String boot = UUID.randomUUID().toString();
    private boolean leavingOut;

    /**
     * Under which instrument and probe the device speaks of itself: each reading names an instrument, also one that is about
     * the whole device.
     */
    record DeviceVoice(String device, String instrument, String probe) {}

    Chronicle(
            Journal journal,
            ReadingSigner signer,
            DeviceVoice voice,
            Timepiece timepiece,
            ServerTime serverTime,
            Supplier<ServerSettings> serverSettings) {
        this.journal = journal;
        this.signer = signer;
        this.device = voice.device();
        this.voice = voice;
        this.timepiece = timepiece;
        this.serverTime = serverTime;
        this.serverSettings = serverSettings;
    }

    String boot() {
        return boot;
    }

    /** From now on readings are signed under another certificate; what is in the journal stays as it is. */
    void signWith(ReadingSigner next) {
        signer = next;
    }

    @Override
    public Stamp stamp() {
        Instant now = timepiece.now().truncatedTo(ChronoUnit.MILLIS);
        return new Stamp(boot, now, timepiece.monoMillis(), serverTime.offsetMillis());
    }

    @Override
    public void write(Content content) {
        if (journal.room() != Room.AMPLE) {
            journal.trim(timepiece.now());
        }
        Room room = journal.room();
        if (room == Room.AMPLE) {
            if (leavingOut) {
                // Between the two markers something is missing; behind the second one nothing is.
                leavingOut = false;
                append(Content.marker(voice.instrument(), stamp(), voice.probe(), Cause.OVERFLOW));
            }
        } else if (!leavingOut) {
            leavingOut = true;
            LOG.log(System.Logger.Level.ERROR, "the journal is nearly full: ticks are left out until the server acks");
            append(Content.marker(voice.instrument(), stamp(), voice.probe(), Cause.OVERFLOW));
        }
        // What was done to the instrument must be on record before it is done; there is little of it.
        boolean must = content.type() == ReadingType.CONTROL;
        if (!must && (room == Room.NONE || (room == Room.TIGHT && canBeLeftOut(content)))) {
            return;
        }
        append(content);
    }

    /** Counters are cumulative, so that a later reading says all that a left-out tick would have said. */
    private static boolean canBeLeftOut(Content content) {
        return content.type() == ReadingType.SESSION_TICK || content.isMarker(Cause.ALIVE);
    }

    private long append(Content content) {
        long seq = journal.lastSeq() + 1;
        journal.append(seq, signer.sign(new Reading(device, seq, journal.head(), content)));
        return seq;
    }

    /** Writes a marker about the whole device. */
    void mark(String cause) {
        write(Content.marker(voice.instrument(), stamp(), voice.probe(), cause));
    }

    @Override
    public void keep(String instrument, OpenSession session) {
        journal.keepSession(instrument, session.toJson());
    }

    @Override
    public void drop(String instrument) {
        journal.dropSession(instrument);
    }

    @Override
    public Optional<String> bookingNow(String instrument) {
        Instant now = serverTime.of(timepiece.now());
        return serverSettings.get().bookings().stream()
                .filter(booking -> booking.covers(instrument, now))
                .map(ServerSettings.NextBooking::id)
                .findFirst();
    }

    @Override
    public long declareLost(SeqRange lost) {
        long marker = append(Content.gap(voice.instrument(), stamp(), voice.probe(), lost));
        journal.declareLost(lost, marker);
        return marker;
    }

    @Override
    public void repeat(long seq) {
        journal.jws(seq).ifPresent(this::again);
    }

    @Override
    public void restoreAfter(long seq, String head) {
        restoration().goOnAfter(seq, head, timepiece.now());
    }

    /** Ends what a kill interrupted. */
    void finishRestoration() {
        restoration().finish(timepiece.now());
    }

    private Restoration restoration() {
        return new Restoration(
                journal,
                () -> append(Content.marker(voice.instrument(), stamp(), voice.probe(), Cause.RESTORE)),
                this::again);
    }

    private void again(String jws) {
        Content content = ReadingFormat.ofJws(jws).content();
        // A gap marker speaks of seqs of the old chain; in the new one those are other readings.
        if (!content.isMarker(Cause.GAP)) {
            append(content);
        }
    }
}
