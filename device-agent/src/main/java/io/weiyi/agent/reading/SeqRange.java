package io.weiyi.agent.reading;

/** Sequence numbers from one to another, both inclusive: the one range of the protocol that is not half-open. */
public record SeqRange(long from, long to) {
    public SeqRange {
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("a range of seqs must start at 1 or later and must not be empty");
        }
    }

    public boolean contains(long seq) {
        return from <= seq && seq <= to;
    }
}
