package io.weiyi.agent.journal;

import io.weiyi.agent.reading.SeqRange;

/** A range declared lost, and the signed marker that says so. */
public record Gap(SeqRange lost, long markerSeq) {

    String text() {
        return lost.to() + " " + markerSeq;
    }

    static Gap parse(long from, String text) {
        int space = text.indexOf(' ');
        return new Gap(
                new SeqRange(from, Long.parseLong(text.substring(0, space))),
                Long.parseLong(text.substring(space + 1)));
    }
}
