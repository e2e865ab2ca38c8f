package io.weiyi.demo;

import java.time.Instant;
import java.util.Optional;

/**
 * An invented organisation of the demo city.
 *
 * @param no its place in the plan, from zero
 * @param area index of its area
 * @param kind as the schema names it
 * @param providerKind what kind of provider it is; empty for a firm that only uses instruments
 * @param techSme whether the national database of technology SMEs lists it
 */
record DemoOrganisation(
        int no,
        String code,
        String nameZh,
        String nameEn,
        int area,
        String regionCode,
        String kind,
        String sizeClass,
        Optional<ProviderKind> providerKind,
        boolean techSme,
        String status,
        String address,
        Instant joinedAt) {

    boolean provider() {
        return providerKind.isPresent();
    }

    boolean firm() {
        return kind.equals("FIRM");
    }
}
