package io.weiyi.demo;

import java.time.Instant;
import java.util.List;

/** An order to test samples; item, organisation and person are indexes of the plan. */
record DemoOrder(
        int item,
        int organisation,
        int person,
        String status,
        int purpose,
        Instant createdAt,
        Instant movedAt,
        List<Samples> kinds) {

    /** Samples of one kind. */
    record Samples(String name, int count) {}

    /** Whether it has come at least as far as this state of the ordinary course. */
    boolean reached(String state) {
        return OrderPlan.COURSE.contains(status) && OrderPlan.COURSE.indexOf(status) >= OrderPlan.COURSE.indexOf(state);
    }
}
