package io.weiyi.agent.door;

import io.weiyi.agent.desk.Answer;
import io.weiyi.agent.desk.SeatView;
import io.weiyi.agent.desk.Words;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Says times as the person at the PC reads them: by the PC's own zone, without the date where it is today's. */
record Times(Instant now) {
    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter OTHER = DateTimeFormatter.ofPattern("MM-dd HH:mm");
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("HH:mm:ss");

    String at(Instant moment) {
        ZoneId zone = ZoneId.systemDefault();
        ZonedDateTime local = moment.atZone(zone);
        return (local.toLocalDate().equals(now.atZone(zone).toLocalDate()) ? TODAY : OTHER).format(local);
    }

    String exact() {
        return EXACT.format(now.atZone(ZoneId.systemDefault()));
    }

    long leftSeconds(Instant endsBefore) {
        return Duration.between(now, endsBefore).toSeconds();
    }

    /** A length of time to the minute, or to the second when it is short. */
    String length(Words words, long seconds) {
        long positive = Math.abs(seconds);
        return positive >= 3600
                ? words.say("hours", positive / 3600, positive % 3600 / 60)
                : words.say("minutes", positive / 60, positive % 60);
    }

    String say(Words words, Answer answer) {
        Object[] parts = answer.parts().stream().map(this::part).toArray();
        return words.say(answer.key(), parts);
    }

    private String part(String part) {
        try {
            return part.endsWith("Z") ? at(Instant.parse(part)) : part;
        } catch (DateTimeException e) {
            return part;
        }
    }

    String left(Words words, Instant endsBefore) {
        long seconds = leftSeconds(endsBefore);
        return words.say(seconds >= 0 ? "left" : "leftOver", length(words, seconds));
    }

    /** What is to be warned of, empty when nothing is. */
    String warning(Words words, SeatView seat) {
        if (!seat.reminds() || seat.booking() == null) {
            return "";
        }
        Instant end = seat.booking().endsBefore();
        if (now.isBefore(end)) {
            return words.say("warnSoon", at(end));
        }
        return seat.endsAt() == null ? words.say("warnRun", at(end)) : words.say("warnEnd", at(end), at(seat.endsAt()));
    }

    /** All of a seat in one line, for the command. */
    String line(Words words, SeatView seat) {
        StringBuilder line = new StringBuilder(words.say("instrument", seat.instrument())).append(": ");
        line.append(seat.running() ? words.say("running", length(words, seat.runSeconds())) : words.say("free"));
        if (seat.booking() != null) {
            line.append("; ").append(left(words, seat.booking().endsBefore()));
        } else if (seat.running()) {
            line.append("; ").append(words.say("unbooked"));
        }
        String warning = warning(words, seat);
        return warning.isEmpty()
                ? line.toString()
                : line.append(". ").append(warning).toString();
    }
}
