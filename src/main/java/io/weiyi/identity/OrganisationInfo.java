package io.weiyi.identity;

/**
 * An organisation (单位) as other rooms see it.
 *
 * @param code its unified social credit code
 * @param regionCode six digits, GB/T 2260
 * @param kind FIRM, UNIVERSITY, INSTITUTE, HOSPITAL, TEST_CENTRE or PUBLIC_BODY
 * @param provider whether it may own shared instruments
 * @param status where it stands as a member of the network
 */
public record OrganisationInfo(
        long id,
        String code,
        String nameZh,
        String nameEn,
        long areaId,
        String areaNameZh,
        String areaNameEn,
        String regionCode,
        String kind,
        boolean provider,
        String status) {}
