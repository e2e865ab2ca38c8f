package io.weiyi.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tables of legal moves say what people were promised. */
class BookingStatusTest {

    private static Set<BookingStatus> after(BookingStatus status) {
        EnumSet<BookingStatus> next = EnumSet.noneOf(BookingStatus.class);
        Arrays.stream(BookingStatus.values()).filter(status::mayBecome).forEach(next::add);
        return next;
    }

    @Test
    void finished_andAllThatFreedTheirSlot_areTerminal() {
        for (BookingStatus status : EnumSet.of(
                BookingStatus.FINISHED,
                BookingStatus.CANCELLED,
                BookingStatus.LATE_CANCELLED,
                BookingStatus.REJECTED,
                BookingStatus.EXPIRED)) {
            assertThat(after(status)).as(status.name()).isEmpty();
        }
    }

    @Test
    void inUse_canOnlyFinish() {
        assertThat(after(BookingStatus.IN_USE)).containsExactly(BookingStatus.FINISHED);
    }

    @Test
    void noShow_canOnlyBeDisproved() {
        assertThat(after(BookingStatus.NO_SHOW)).containsExactly(BookingStatus.IN_USE);
    }

    @Test
    void pending_isNeverUsedWithoutApproval() {
        assertThat(after(BookingStatus.PENDING_APPROVAL)).doesNotContain(BookingStatus.IN_USE, BookingStatus.NO_SHOW);
    }

    @Test
    void sampleOrder_goesStepByStep() {
        assertThat(SampleOrderStatus.SUBMITTED.mayBecome(SampleOrderStatus.RECEIVED))
                .isFalse();
        assertThat(SampleOrderStatus.ACCEPTED.mayBecome(SampleOrderStatus.RECEIVED))
                .isTrue();
        assertThat(SampleOrderStatus.RECEIVED.mayBecome(SampleOrderStatus.CANCELLED))
                .isFalse();
        assertThat(SampleOrderStatus.TESTED.mayBecome(SampleOrderStatus.REPORTED))
                .isTrue();
    }
}
