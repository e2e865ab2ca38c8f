package io.weiyi.booking;

import jakarta.persistence.Embeddable;

/** A kind of sample within an order; its number is its place in the order's list. */
@Embeddable
class SampleKind {

    private String name;
    private int count;
    private String note;

    /** For Hibernate. */
    SampleKind() {}

    SampleKind(String name, int count, String note) {
        this.name = name;
        this.count = count;
        this.note = note;
    }

    String name() {
        return name;
    }

    int count() {
        return count;
    }

    String note() {
        return note;
    }
}
