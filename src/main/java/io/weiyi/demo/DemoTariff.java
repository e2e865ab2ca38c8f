package io.weiyi.demo;

import java.time.Instant;
import java.util.Optional;

/**
 * One version of the prices of an instrument or a service item.
 *
 * @param validBefore empty while it is the current one
 */
record DemoTariff(
        int version,
        Instant validFrom,
        Optional<Instant> validBefore,
        String basis,
        int stepSeconds,
        Rate internal,
        Rate external,
        Rate company) {

    /** Prices of a tier in fen. */
    record Rate(long setUpFen, long hourFen, long sampleFen, long minimumFen) {

        /** This rate at so many percent, rounded half up to whole yuan; each part alone. */
        Rate percent(int percent) {
            return new Rate(
                    part(setUpFen, percent),
                    part(hourFen, percent),
                    part(sampleFen, percent),
                    part(minimumFen, percent));
        }

        private static long part(long fen, int percent) {
            return Math.floorDiv(Math.addExact(Math.multiplyExact(fen, percent), 5_000L), 10_000L) * 100;
        }
    }

    static DemoTariff of(
            int version,
            Instant from,
            Optional<Instant> before,
            String basis,
            int stepSeconds,
            Rate company,
            int externalPercent,
            int internalPercent) {
        return new DemoTariff(
                version,
                from,
                before,
                basis,
                stepSeconds,
                company.percent(internalPercent),
                company.percent(externalPercent),
                company);
    }
}
