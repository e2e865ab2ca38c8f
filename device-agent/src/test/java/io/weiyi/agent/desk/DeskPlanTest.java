package io.weiyi.agent.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.rig.Plan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeskPlanTest {
    private static final Instant NOON = Instant.parse("2026-11-23T04:00:00Z");

    private static DeskPlan parse(String json) {
        return DeskPlan.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void parse_bookingsAndRules_inOrder() {
        DeskPlan plan = parse(new Plan("17")
                .book("2", "222222", NOON.plusSeconds(3600), NOON.plusSeconds(7200))
                .book("1", "111111", NOON, NOON.plusSeconds(3600))
                .label("张**")
                .overrun("END", 5, 0)
                .next());
        assertThat(plan.bookings()).extracting(DeskPlan.Booked::id).containsExactly("1", "2");
        assertThat(plan.now("17", NOON)).map(DeskPlan.Booked::label).contains("张**");
        assertThat(plan.now("17", NOON.plusSeconds(3600)))
                .map(DeskPlan.Booked::id)
                .contains("2");
        assertThat(plan.next("17", NOON.plusSeconds(1)))
                .map(DeskPlan.Booked::id)
                .contains("2");
        assertThat(plan.rules("17").endOverrun()).isTrue();
        assertThat(plan.rules("17").remind()).isEqualTo(Duration.ofMinutes(5));
        assertThat(plan.rules("17").patience()).isEqualTo(Duration.ZERO);
        assertThat(plan.rules("99").endOverrun()).isFalse();
    }

    @Test
    void parse_whatMakesNoSense_isLeftOut() {
        assertThat(parse("")).isEqualTo(DeskPlan.NONE);
        assertThat(parse("[1]")).isEqualTo(DeskPlan.NONE);
        DeskPlan plan = parse("""
                {"instruments":[7,{"id":"17","nameZh":"a\\nb","overrun":{"action":"SHOOT","remindMinutes":-1,"graceMinutes":"x"},
                 "hooks":"rm","hookOpen":"/bin/evil"}],
                 "bookings":[{"id":"1"},{"id":"2","instrumentId":"17","startsAt":"x","endsBefore":"y"},
                 {"id":"3","instrumentId":"17","startsAt":"2026-11-23T05:00:00Z","endsBefore":"2026-11-23T04:00:00Z"}]}""");
        assertThat(plan.bookings()).isEmpty();
        assertThat(plan.rules("17")).isEqualTo(DeskPlan.Rules.PRESET);
    }
}
