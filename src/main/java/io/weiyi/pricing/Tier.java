package io.weiyi.pricing;

/** For whom a price holds (价格类别). */
public enum Tier {
    /** The owner's own people. */
    INTERNAL,
    /** Universities, institutes, hospitals, test centres and public bodies. */
    EXTERNAL,
    /** Firms. */
    COMPANY;

    /**
     * The tier of whoever uses an instrument or a service.
     *
     * @param ownerId the organisation that owns it
     * @param organisationId the organisation that uses it
     * @param organisationKind the kind of the latter, such as {@code FIRM}
     */
    public static Tier of(long ownerId, long organisationId, String organisationKind) {
        if (ownerId == organisationId) {
            return INTERNAL;
        }
        return organisationKind.equals("FIRM") ? COMPANY : EXTERNAL;
    }
}
