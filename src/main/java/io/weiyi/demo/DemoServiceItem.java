package io.weiyi.demo;

import java.util.List;

/** A test that a lab sells; {@code instruments} are indexes and may be none. */
record DemoServiceItem(
        int no,
        int owner,
        String channel,
        String nameZh,
        String method,
        String sampleRequirement,
        int turnaroundDays,
        long sampleFen,
        List<Integer> instruments,
        List<DemoTariff> tariffs) {}
