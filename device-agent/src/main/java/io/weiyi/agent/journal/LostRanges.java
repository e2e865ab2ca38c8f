package io.weiyi.agent.journal;

import io.weiyi.agent.reading.SeqRange;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.h2.mvstore.MVMap;

/** The ranges that a signed marker declares lost, by their first seq, until an ack has passed the marker. */
final class LostRanges {
    private final MVMap<Long, String> gaps;

    LostRanges(MVMap<Long, String> gaps) {
        this.gaps = gaps;
    }

    void declare(SeqRange lost, long markerSeq) {
        gaps.put(lost.from(), new Gap(lost, markerSeq).text());
    }

    Optional<Gap> over(long seq) {
        Long from = gaps.floorKey(seq);
        return from == null
                ? Optional.empty()
                : Optional.of(gap(from)).filter(gap -> gap.lost().contains(seq));
    }

    SortedSet<Long> markers() {
        SortedSet<Long> markers = new TreeSet<>();
        for (Map.Entry<Long, String> gap : gaps.entrySet()) {
            markers.add(Gap.parse(gap.getKey(), gap.getValue()).markerSeq());
        }
        return markers;
    }

    void forgetUpTo(long ackedSeq) {
        for (Iterator<Long> from = gaps.keyIterator(null); from.hasNext(); ) {
            long first = from.next();
            if (gap(first).markerSeq() <= ackedSeq) {
                gaps.remove(first);
            }
        }
    }

    void clear() {
        gaps.clear();
    }

    private Gap gap(long from) {
        return Gap.parse(from, Objects.requireNonNull(gaps.get(from), "a key without a value"));
    }
}
