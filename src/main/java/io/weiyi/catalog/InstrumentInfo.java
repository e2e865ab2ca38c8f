package io.weiyi.catalog;

/**
 * What other rooms need to know of an instrument (大型科研仪器).
 *
 * @param innerId the owner's own id, unique per owner
 * @param ownerId the organisation it belongs to
 * @param areaId where it stands
 * @param classCode six digits, 2+2+2
 * @param bookable whether its time is offered for booking at all
 * @param metered whether its use is meant to be metered by an agent
 */
public record InstrumentInfo(
        long id,
        String innerId,
        long ownerId,
        long areaId,
        String classCode,
        String nameZh,
        String nameEn,
        String model,
        InstrumentStatus status,
        ShareMode shareMode,
        boolean bookable,
        boolean metered) {

    /** Whether people of this organisation may use the instrument, its condition aside. */
    public boolean sharedWith(long organisationId) {
        return switch (shareMode) {
            case EXTERNAL -> true;
            case INTERNAL -> organisationId == ownerId;
            case NONE -> false;
        };
    }
}
