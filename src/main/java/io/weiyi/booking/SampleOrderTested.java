package io.weiyi.booking;

import java.time.Instant;

/** The samples of an order are tested (检测完成): it can be priced. Fired inside the producing transaction. */
public record SampleOrderTested(long orderId, Instant at) {}
