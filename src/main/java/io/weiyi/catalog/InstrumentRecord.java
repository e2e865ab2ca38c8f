package io.weiyi.catalog;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The whole record of an instrument as its owner keeps it (仪器档案).
 *
 * @param texts the canonical text of every field
 * @param version what the optimistic lock compares
 */
public record InstrumentRecord(long id, long ownerId, Map<InstrumentField, String> texts, int version) {

    public InstrumentRecord {
        texts = Collections.unmodifiableMap(new EnumMap<>(texts));
    }

    public String text(InstrumentField field) {
        return texts.getOrDefault(field, "");
    }
}
