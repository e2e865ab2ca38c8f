package io.weiyi.identity;

/** The names of {@link Role}, for annotations, which take constants only. */
public final class Roles {

    public static final String MEMBER = "MEMBER";
    public static final String ORG_ADMIN = "ORG_ADMIN";
    public static final String FIRM_FINANCE = "FIRM_FINANCE";
    public static final String INSTRUMENT_MANAGER = "INSTRUMENT_MANAGER";
    public static final String OPERATOR = "OPERATOR";
    public static final String PROVIDER_FINANCE = "PROVIDER_FINANCE";
    public static final String AREA_OFFICE = "AREA_OFFICE";
    public static final String CITY_OFFICE = "CITY_OFFICE";
    public static final String FINANCE = "FINANCE";
    public static final String LEADER = "LEADER";
    public static final String AUDITOR = "AUDITOR";
    public static final String ADMIN = "ADMIN";

    private Roles() {}
}
