package io.weiyi.metering;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What a receipt says of one reading: whose it is, its number, the hash of its JWS, and when it was received.
 *
 * @param receivedAt to the microsecond, as the database keeps it
 */
record ReceiptLeaf(String device, long seq, String hash, Instant receivedAt) {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** A moment as leaves and receipts write it: always six digits of a second. */
    static String text(Instant moment) {
        return MICROS.format(moment);
    }

    byte[] hashed() {
        return HashTree.leaf(("weiyi-reading-v1\n" + device + "\n" + seq + "\n" + hash + "\n" + text(receivedAt))
                .getBytes(StandardCharsets.UTF_8));
    }
}
