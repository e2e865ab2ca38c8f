package io.weiyi.catalog;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field of an instrument's record (仪器字段) under its national name. One table serves the form, the import, the export
 * and the history of changes. The order is that of the columns.
 */
public enum InstrumentField {
    INNER_ID("innerId", "inner_id", Kind.TEXT, 64, true),
    CNAME("cname", "name_zh", Kind.TEXT, 200, true),
    ENAME("ename", "name_en", Kind.TEXT, 200, false),
    CATEGORY("instrCategory", "class_code", Kind.CATEGORY, 6, true),
    MODEL("instrVersion", "model", Kind.TEXT, 100, true),
    MANUFACTURER("manufacturer", "manufacturer", Kind.TEXT, 100, true),
    NATION("nation", "nation", Kind.NATION, 3, true),
    WORTH("worth", "worth_fen", Kind.WORTH, 16, true),
    BEGAN("beginDate", "began_on", Kind.DATE, 10, true),
    AREA("county", "area_id", Kind.AREA, 64, true),
    TECHNICAL("technical", "technical", Kind.TEXT, 500, false),
    FUNCTION("function", "function_text", Kind.TEXT, 300, false),
    SERVICE_CONTENT("serviceContent", "service_content", Kind.TEXT, 200, false),
    REQUIREMENT("requirement", "sample_requirement", Kind.TEXT, 500, false),
    TURNAROUND("turnaroundDays", "turnaround_days", Kind.COUNT, 4, true),
    CONTACT("contact", "contact_name", Kind.TEXT, 50, false),
    PHONE("phone", "contact_phone", Kind.TEXT, 30, false),
    EMAIL("email", "contact_email", Kind.TEXT, 100, false),
    ADDRESS("address", "location", Kind.TEXT, 200, false),
    STATUS("status", "status", Kind.STATUS, 20, true),
    SHARE_MODE("shareMode", "share_mode", Kind.SHARE, 20, true),
    BOOKABLE("bookable", "bookable", Kind.YES_NO, 5, true),
    METERED("metered", "metered", Kind.YES_NO, 5, true),
    SOURCE("instrSource", null, Kind.TEXT, 20, false),
    TYPE("type", null, Kind.TEXT, 20, false),
    SUBJECT("subject", null, Kind.TEXT, 100, false),
    ACHIEVEMENT("achievement", null, Kind.TEXT, 500, false),
    FEE("fee", null, Kind.TEXT, 500, false),
    SERVICE_URL("serviceUrl", null, Kind.TEXT, 150, false),
    INSIDE_DEPART("insideDepart", null, Kind.TEXT, 100, false),
    POSTAL_CODE("postalcode", null, Kind.POSTAL, 6, false),
    FUNDS("funds", null, Kind.TEXT, 20, false);

    /** What may stand in a field. */
    public enum Kind {
        TEXT,
        CATEGORY,
        NATION,
        WORTH,
        DATE,
        AREA,
        COUNT,
        STATUS,
        SHARE,
        YES_NO,
        POSTAL
    }

    private final String wireName;
    private final @Nullable String column;
    private final Kind kind;
    private final int lengthMax;
    private final boolean required;

    InstrumentField(String wireName, @Nullable String column, Kind kind, int lengthMax, boolean required) {
        this.wireName = wireName;
        this.column = column;
        this.kind = kind;
        this.lengthMax = lengthMax;
        this.required = required;
    }

    /** The national name, also that of the form's field and of the sheet's column. */
    public String wireName() {
        return wireName;
    }

    /** The column it lies in; null for what only the national platform asks for. */
    @Nullable
    String column() {
        return column;
    }

    public Kind kind() {
        return kind;
    }

    public int lengthMax() {
        return lengthMax;
    }

    public boolean required() {
        return required;
    }

    /** The field with this national name. */
    public static Optional<InstrumentField> named(String name) {
        return Arrays.stream(values())
                .filter(field -> field.wireName.equals(name))
                .findFirst();
    }
}
