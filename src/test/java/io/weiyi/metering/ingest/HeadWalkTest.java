package io.weiyi.metering.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.metering.Accepted;
import io.weiyi.metering.Flag;
import io.weiyi.metering.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HeadWalkTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final UUID BOOT_A = new UUID(0, 1);
    private static final UUID BOOT_B = new UUID(0, 2);
    private static final HeadWalk.Limits LIMITS =
            new HeadWalk.Limits(Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ZERO);

    @Test
    void walk_inOrder_movesTheHeadWithoutFlags() {
        HeadWalk.Result result = walk(DeviceHead.fresh("d"), List.of(), List.of(tick(1), tick(2), tick(3)));
        assertThat(result.head().lastSeq()).isEqualTo(3);
        assertThat(result.head().lastHash()).isEqualTo("h3");
        assertThat(result.head().maxSeq()).isEqualTo(3);
        assertThat(result.head().holeSince()).isNull();
        assertThat(result.head().coveredUntil()).isEqualTo(tick(3).at());
        assertThat(result.steps())
                .hasSize(3)
                .allSatisfy(step -> assertThat(step.flags()).isEmpty());
    }

    @Test
    void walk_hole_keepsTheHeadAndRemembersSinceWhen() {
        HeadWalk.Result result = walk(DeviceHead.fresh("d"), List.of(), List.of(tick(1), tick(3)));
        assertThat(result.head().lastSeq()).isEqualTo(1);
        assertThat(result.head().maxSeq()).isEqualTo(3);
        assertThat(result.head().appliedSeq()).isEqualTo(1);
        assertThat(result.head().holeSince()).isEqualTo(NOW);
        assertThat(result.head().coveredUntil()).isEqualTo(tick(1).at());
        assertThat(seqs(result)).containsExactly(1L);
    }

    @Test
    void walk_holeFilled_takesWhatWaited() {
        DeviceHead head = walk(DeviceHead.fresh("d"), List.of(), List.of(tick(1), tick(3)))
                .head();
        HeadWalk.Result result = walk(head, List.of(tick(3)), List.of(tick(2)));
        assertThat(result.head().lastSeq()).isEqualTo(3);
        assertThat(result.head().holeSince()).isNull();
        assertThat(seqs(result)).containsExactly(2L, 3L);
        assertThat(result.steps()).allSatisfy(step -> {
            assertThat(step.flags()).isEmpty();
            assertThat(step.late()).isFalse();
        });
    }

    @Test
    void walk_holeInsideSignedGaps_isPassedAndFlagged() {
        HeadWalk.Result result =
                walk(DeviceHead.fresh("d"), List.of(), List.of(tick(1), tick(5), gap(6, 2, 2), gap(7, 3, 4)));
        assertThat(result.head().lastSeq()).isEqualTo(7);
        assertThat(result.steps().get(1).gapBefore()).isTrue();
        assertThat(result.steps().get(1).flags()).containsExactly(Flag.SEQ_GAP);
        assertThat(result.steps().get(2).flags()).isEmpty();
    }

    @Test
    void walk_gapThatCoversOnlyPart_keepsWaiting() {
        HeadWalk.Result result = walk(DeviceHead.fresh("d"), List.of(), List.of(tick(1), tick(5), gap(6, 2, 3)));
        assertThat(result.head().lastSeq()).isEqualTo(1);
    }

    @Test
    void walk_afterTenMinutes_appliesWhatWaitsButKeepsTheHead() {
        DeviceHead head = walk(DeviceHead.fresh("d"), List.of(), List.of(tick(1), tick(3)))
                .head();
        Instant later = NOW.plus(Duration.ofMinutes(10));
        HeadWalk.Result result = HeadWalk.walk(head, HeadWalk.Waiting.all(List.of(tick(3))), List.of(), LIMITS, later);
        assertThat(result.head().lastSeq()).isEqualTo(1);
        assertThat(result.head().appliedSeq()).isEqualTo(3);
        assertThat(result.head().coveredUntil()).isEqualTo(tick(1).at());
        assertThat(result.steps())
                .singleElement()
                .satisfies(step -> assertThat(step.flags()).containsExactly(Flag.SEQ_GAP));
        // Again it has nothing to do; the missing one, when it comes, is late.
        HeadWalk.Result again =
                HeadWalk.walk(result.head(), HeadWalk.Waiting.all(List.of(tick(3))), List.of(), LIMITS, later);
        assertThat(again.steps()).isEmpty();
        HeadWalk.Result filled =
                HeadWalk.walk(result.head(), HeadWalk.Waiting.all(List.of(tick(3))), List.of(tick(2)), LIMITS, later);
        assertThat(filled.head().lastSeq()).isEqualTo(3);
        assertThat(filled.steps()).allSatisfy(step -> assertThat(step.late()).isTrue());
    }

    @Test
    void walk_pageOfMany_judgesNothingBeyondIt() {
        DeviceHead head = walk(DeviceHead.fresh("d"), List.of(), List.of(tick(1), tick(3)))
                .head();
        HeadWalk.Waiting page = new HeadWalk.Waiting(List.of(tick(3), tick(4)), List.of(), 4);
        HeadWalk.Result patient = HeadWalk.walk(head, page, List.of(tick(9)), LIMITS, NOW.plus(Duration.ofMinutes(10)));
        assertThat(patient.head().appliedSeq()).isEqualTo(4);
        assertThat(patient.head().maxSeq()).isEqualTo(9);
        assertThat(seqs(patient)).containsExactly(3L, 4L);
        HeadWalk.Result filled = HeadWalk.walk(head, page, List.of(tick(2), tick(5)), LIMITS, NOW);
        assertThat(filled.head().lastSeq()).isEqualTo(4);
        assertThat(filled.head().holeSince()).as("somebody comes back").isEqualTo(NOW);
    }

    @Test
    void walk_wrongPrevious_isAChainBreak() {
        HeadWalk.Result result = walk(DeviceHead.fresh("d"), List.of(), List.of(reading(1, "other", BOOT_A, 1, 0L)));
        assertThat(result.steps().get(0).flags()).containsExactly(Flag.CHAIN_BREAK);
    }

    @Test
    void walk_skewOrFuture_isFlagged() {
        assertThat(flagsOf(reading(1, "", BOOT_A, 1, 121_000L))).containsExactly(Flag.CLOCK_SKEW);
        assertThat(flagsOf(reading(1, "", BOOT_A, 1, -121_000L))).containsExactly(Flag.CLOCK_SKEW);
        assertThat(flagsOf(reading(1, "", BOOT_A, 1, 119_000L))).isEmpty();
        assertThat(flagsOf(reading(1, "", BOOT_A, 3600 + 301, 0L))).containsExactly(Flag.CLOCK_SKEW);
        assertThat(flagsOf(reading(1, "", BOOT_A, 3600 + 299, null))).isEmpty();
    }

    @Test
    void walk_movedServerClock_isNoFaultOfTheDevice() {
        HeadWalk.Limits moved =
                new HeadWalk.Limits(LIMITS.skew(), LIMITS.future(), LIMITS.patience(), Duration.ofHours(1));
        Reading reading = reading(1, "", BOOT_A, 1, 3_600_000L);
        assertThat(HeadWalk.ownFlags(reading, moved, NOW.plusSeconds(3600))).isEmpty();
    }

    @Test
    void walk_bootComesBackAlive_isAClone() {
        HeadWalk.Result result = walk(
                DeviceHead.fresh("d"),
                List.of(),
                List.of(
                        reading(1, "", BOOT_A, 1, 0L),
                        reading(2, "h1", BOOT_B, 2, 0L),
                        reading(3, "h2", BOOT_A, 3, 0L)));
        assertThat(result.cloned()).isTrue();
        assertThat(result.steps().get(2).flags()).containsExactly(Flag.CLONE);
    }

    @Test
    void walk_oldReadingsSignedAgainAfterARestore_areNoClone() {
        HeadWalk.Result result = walk(
                DeviceHead.fresh("d"),
                List.of(),
                List.of(
                        reading(1, "", BOOT_A, 1, 0L),
                        reading(2, "h1", BOOT_B, 10, 0L),
                        reading(3, "h2", BOOT_A, 2, 0L),
                        reading(4, "h3", BOOT_B, 11, 0L)));
        assertThat(result.cloned()).isFalse();
    }

    @Test
    void walk_future_coversNothingAhead() {
        HeadWalk.Result result = walk(DeviceHead.fresh("d"), List.of(), List.of(reading(1, "", BOOT_A, 9999, 0L)));
        assertThat(result.head().coveredUntil()).isEqualTo(NOW);
    }

    @Property(tries = 200)
    void walk_anyOrderAndBatches_endsAtTheSameHead(
            @ForAll @IntRange(min = 1, max = 40) int count,
            @ForAll @IntRange(min = 1, max = 7) int batch,
            @ForAll long seed) {
        List<Reading> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(tick(i));
        }
        Collections.shuffle(all, new Random(seed));
        DeviceHead head = DeviceHead.fresh("d");
        List<Reading> waiting = new ArrayList<>();
        List<Long> applied = new ArrayList<>();
        for (int from = 0; from < count; from += batch) {
            List<Reading> fresh = all.subList(from, Math.min(count, from + batch));
            HeadWalk.Result result = walk(head, waiting, fresh);
            head = result.head();
            applied.addAll(seqs(result));
            waiting.addAll(fresh);
            long last = head.lastSeq();
            waiting.removeIf(reading -> reading.seq() <= last);
        }
        assertThat(head.lastSeq()).isEqualTo(count);
        assertThat(head.lastHash()).isEqualTo("h" + count);
        assertThat(applied).isSorted().hasSize(count).doesNotHaveDuplicates();
    }

    private static HeadWalk.Result walk(DeviceHead head, List<Reading> waiting, List<Reading> fresh) {
        return HeadWalk.walk(head, HeadWalk.Waiting.all(waiting), fresh, LIMITS, NOW);
    }

    private static List<Long> seqs(HeadWalk.Result result) {
        return result.steps().stream().map(Accepted::reading).map(Reading::seq).toList();
    }

    private static Iterable<String> flagsOf(Reading reading) {
        return walk(DeviceHead.fresh("d"), List.of(), List.of(reading))
                .steps()
                .get(0)
                .flags();
    }

    private static Reading tick(long seq) {
        return reading(seq, seq == 1 ? "" : "h" + (seq - 1), BOOT_A, seq, 0L);
    }

    /** Made so many seconds after the hour before now. */
    private static Reading reading(long seq, String prev, UUID boot, long second, Long offMs) {
        return new Reading(
                "d",
                1,
                seq,
                "h" + seq,
                prev,
                "kid",
                boot,
                NOW.minusSeconds(3600).plusSeconds(second),
                second * 1000,
                offMs,
                Reading.Type.SESSION_TICK,
                new UUID(1, 1),
                seq,
                seq,
                "scripted",
                null,
                null,
                null,
                null,
                "jws");
    }

    private static Reading gap(long seq, long from, long to) {
        return new Reading(
                "d",
                1,
                seq,
                "h" + seq,
                "h" + (seq - 1),
                "kid",
                BOOT_A,
                NOW.minusSeconds(3600).plusSeconds(seq),
                seq,
                0L,
                Reading.Type.MARKER,
                null,
                0,
                0,
                null,
                null,
                "gap",
                from,
                to,
                "jws");
    }
}
