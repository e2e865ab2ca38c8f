package io.weiyi.pricing;

import org.jspecify.annotations.Nullable;

/**
 * What a tariff prices. The table names are fixed here, so that queries can be put together from them.
 *
 * @param kind the table of the subject, {@code instrument} or {@code service_item}
 */
record TariffSubject(String kind, long id) {

    static TariffSubject instrument(long id) {
        return new TariffSubject("instrument", id);
    }

    static TariffSubject item(long id) {
        return new TariffSubject("service_item", id);
    }

    static TariffSubject of(@Nullable Long instrumentId, @Nullable Long serviceItemId) {
        if (instrumentId != null) {
            return instrument(instrumentId);
        }
        if (serviceItemId != null) {
            return item(serviceItemId);
        }
        throw new IllegalArgumentException("a tariff must belong to an instrument or to a service item");
    }

    /** The column of the tariff that points at the subject. */
    String column() {
        return kind + "_id";
    }

    /** The field as callers name it. */
    String field() {
        return kind.equals("instrument") ? "instrumentId" : "serviceItemId";
    }
}
