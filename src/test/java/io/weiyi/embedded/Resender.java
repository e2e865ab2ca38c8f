package io.weiyi.embedded;

import io.weiyi.testing.TestDevice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A device that behaves as the agent does: what is not acknowledged after a while is sent again. */
record Resender(TestDevice device, List<String> signed) {

    Resender(TestDevice device) {
        this(device.connect(), new ArrayList<>());
    }

    /** Signs so many more readings and sends them once. */
    void sign(int count) {
        List<String> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fresh.add(device.sign(device.marker("alive", Instant.now())));
        }
        signed.addAll(fresh);
        device.sendAll(fresh);
    }

    void sendUnacked() {
        int acked = (int) Math.max(0, device.acked());
        if (acked < signed.size()) {
            device.sendAll(List.copyOf(signed.subList(acked, signed.size())));
        }
    }

    boolean isDone() {
        return device.acked() == signed.size();
    }
}
