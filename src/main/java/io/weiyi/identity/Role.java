package io.weiyi.identity;

/**
 * What a person may do (角色). The names are the strings of {@code @RolesAllowed}. Some hold within an organisation, one
 * within an area, the others in the whole city.
 */
public enum Role {
    MEMBER(Scope.ORGANISATION),
    ORG_ADMIN(Scope.ORGANISATION),
    FIRM_FINANCE(Scope.ORGANISATION),
    INSTRUMENT_MANAGER(Scope.ORGANISATION),
    OPERATOR(Scope.ORGANISATION),
    PROVIDER_FINANCE(Scope.ORGANISATION),
    AREA_OFFICE(Scope.AREA),
    CITY_OFFICE(Scope.CITY),
    FINANCE(Scope.CITY),
    LEADER(Scope.CITY),
    AUDITOR(Scope.CITY),
    ADMIN(Scope.CITY);

    /** Where a role holds. */
    public enum Scope {
        ORGANISATION,
        AREA,
        CITY
    }

    private final Scope scope;

    Role(Scope scope) {
        this.scope = scope;
    }

    public Scope scope() {
        return scope;
    }
}
