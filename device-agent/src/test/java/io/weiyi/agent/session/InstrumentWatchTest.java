package io.weiyi.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.probe.Observation;
import io.weiyi.agent.probe.Probe;
import io.weiyi.agent.reading.Cause;
import io.weiyi.agent.reading.Content;
import io.weiyi.agent.reading.Counters;
import io.weiyi.agent.reading.ReadingType;
import io.weiyi.agent.reading.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstrumentWatchTest {
    private static final Duration TICK = Duration.ofSeconds(10);
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final Log log = new Log();
    private final Machine machine = new Machine();
    private InstrumentWatch watch = new InstrumentWatch("i-1", machine, log, TICK);

    private static final class Log implements SessionLog {
        private final List<Content> written = new ArrayList<>();
        private final Map<String, OpenSession> open = new HashMap<>();
        private long mono = 1_000_000;
        private String boot = "b-1";
        private Optional<String> booking = Optional.empty();

        @Override
        public Stamp stamp() {
            return new Stamp(boot, NOON.plusMillis(mono), mono, null);
        }

        @Override
        public void write(Content content) {
            written.add(content);
        }

        @Override
        public void keep(String instrument, OpenSession session) {
            // Through its text, as the journal keeps it.
            open.put(instrument, OpenSession.parse(session.toJson()).orElseThrow());
        }

        @Override
        public void drop(String instrument) {
            open.remove(instrument);
        }

        @Override
        public Optional<String> bookingNow(String instrument) {
            return booking;
        }
    }

    private static final class Machine implements Probe {
        private Optional<String> use = Optional.empty();
        private boolean active = true;

        @Override
        public String kind() {
            return "process";
        }

        @Override
        public Observation look(long monoMillis) {
            return use.map(key -> Observation.inUse(key, active, key, monoMillis))
                    .orElseGet(() -> Observation.notInUse(Cause.EXIT, monoMillis));
        }

        @Override
        public long nextLookAt(long monoMillis) {
            return monoMillis + 1_000;
        }

        @Override
        public boolean resume(String token, long monoMillis) {
            return use.filter(token::equals).isPresent();
        }
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            log.mono += 1_000;
            watch.work(log.mono);
        }
    }

    private void use(String key, boolean active) {
        machine.use = Optional.of(key);
        machine.active = active;
        watch.work(log.mono);
    }

    private void noUse() {
        machine.use = Optional.empty();
    }

    private Content last() {
        return log.written.get(log.written.size() - 1);
    }

    private void restartAfter(int seconds) {
        log.mono += seconds * 1_000L;
        log.boot = "b-2";
        watch = new InstrumentWatch("i-1", machine, log, TICK);
        watch.resume(log.open.get("i-1"));
    }

    @Test
    void work_programRunsAndEnds_startTicksEndOfOneSession() {
        pass(3);
        assertThat(log.written).isEmpty();
        use("p", true);
        pass(25);
        noUse();
        pass(1);

        assertThat(log.written)
                .extracting(Content::type)
                .containsExactly(
                        ReadingType.SESSION_START,
                        ReadingType.SESSION_TICK,
                        ReadingType.SESSION_TICK,
                        ReadingType.SESSION_END);
        assertThat(log.written)
                .extracting(Content::sid)
                .containsOnly(log.written.get(0).sid());
        assertThat(last().counters()).isEqualTo(new Counters(25, 0));
        assertThat(last().cause()).isEqualTo(Cause.EXIT);
        assertThat(log.open).isEmpty();
    }

    @Test
    void work_activeTurnsIdle_tickAtOnceAndSecondsWhereTheyBelong() {
        use("p", true);
        pass(4);
        machine.active = false;
        pass(1);
        assertThat(last().type()).isEqualTo(ReadingType.SESSION_TICK);
        pass(5);
        noUse();
        pass(1);

        assertThat(last().counters()).isEqualTo(new Counters(5, 6));
    }

    @Test
    void work_otherUseWithoutAPause_endAndNewSession() {
        use("p", true);
        pass(5);
        machine.use = Optional.of("q");
        pass(1);

        assertThat(log.written)
                .extracting(Content::type)
                .containsExactly(ReadingType.SESSION_START, ReadingType.SESSION_END, ReadingType.SESSION_START);
        assertThat(last().sid()).isNotEqualTo(log.written.get(0).sid());
        assertThat(last().counters()).isEqualTo(Counters.ZERO);
    }

    @Test
    void work_clockSlept_likeTimeUnseen() {
        use("p", true);
        pass(1);
        log.mono += 3_600_000;
        watch.work(log.mono);

        assertThat(last().counters()).isEqualTo(new Counters(51, 3_550));
    }

    @Test
    void resume_sameUseAfterAShortTime_allActiveUnderTheSameSid() {
        use("p", true);
        pass(10);

        restartAfter(30);

        assertThat(last().type()).isEqualTo(ReadingType.SESSION_TICK);
        assertThat(last().sid()).isEqualTo(log.written.get(0).sid());
        assertThat(last().counters()).isEqualTo(new Counters(40, 0));
        assertThat(last().stamp().boot()).isEqualTo("b-2");
        pass(10);
        assertThat(last().counters()).isEqualTo(new Counters(50, 0));
    }

    @Test
    void resume_sameUseAfterALongTime_fiveTicksActiveRestIdle() {
        use("p", true);
        pass(10);

        restartAfter(3_600);

        assertThat(last().counters()).isEqualTo(new Counters(60, 3_550));
    }

    @Test
    void resume_killedBetweenTicks_unseenCountsFromTheLastReading() {
        use("p", true);
        pass(17);

        restartAfter(3);

        assertThat(last().counters()).isEqualTo(new Counters(20, 0));
    }

    @Test
    void resume_useGone_endDatedAtTheLastReading() {
        use("p", true);
        pass(17);
        Content tick = last();
        noUse();

        restartAfter(600);

        assertThat(last().type()).isEqualTo(ReadingType.SESSION_END);
        assertThat(last().cause()).isEqualTo(Cause.LOST);
        assertThat(last().counters()).isEqualTo(tick.counters());
        assertThat(last().stamp().at()).isEqualTo(tick.stamp().at());
        assertThat(log.open).isEmpty();
    }

    @Test
    void resume_useGoneAfterAnOrderlyStop_endedByShutdown() {
        use("p", true);
        pass(5);
        watch.stop(false);
        noUse();

        restartAfter(600);

        assertThat(last().cause()).isEqualTo(Cause.SHUTDOWN);
        assertThat(last().counters()).isEqualTo(new Counters(5, 0));
    }

    @Test
    void stop_toEnd_endOfSession() {
        use("p", true);
        pass(5);

        watch.stop(true);

        assertThat(last().type()).isEqualTo(ReadingType.SESSION_END);
        assertThat(last().cause()).isEqualTo(Cause.SHUTDOWN);
        assertThat(log.open).isEmpty();
    }

    @Test
    void showLife_silentForSoLong_onlyThen() {
        Duration silence = Duration.ofSeconds(30);
        watch.showLife(log.mono, silence);
        assertThat(last().isMarker(Cause.ALIVE)).isTrue();
        pass(29);
        watch.showLife(log.mono, silence);
        assertThat(log.written).hasSize(1);
        pass(1);
        watch.showLife(log.mono, silence);
        assertThat(log.written).hasSize(2);
    }

    @Test
    void showLife_moreOftenThanTicks_ticksStillCome() {
        use("p", true);
        for (int i = 0; i < 20; i++) {
            pass(1);
            watch.showLife(log.mono, Duration.ofSeconds(3));
        }

        assertThat(log.written)
                .filteredOn(content -> content.type() == ReadingType.SESSION_TICK)
                .hasSize(2);
    }

    @Test
    void work_bookingRuns_sessionCarriesIt() {
        log.booking = Optional.of("77");
        use("p", true);
        log.booking = Optional.of("78");
        pass(10);

        assertThat(log.written).extracting(Content::booking).containsOnly("77");
    }

    @Test
    void rebind_whileASessionRuns_itsReadingsCarryTheBookingFromThereOn() {
        use("p", true);
        pass(3);
        watch.rebind("77");
        pass(10);

        assertThat(log.written.get(0).booking()).isNull();
        assertThat(log.written).filteredOn(content -> content.booking() != null).hasSizeGreaterThan(1);
        assertThat(last().booking()).isEqualTo("77");
        assertThat(log.open.get("i-1").booking()).isEqualTo("77");
    }

    @Test
    void end_onSomeonesWordAndTheProgramIsClosed_nothingFollows() {
        use("p", true);
        pass(5);
        assertThat(watch.end(Cause.USER, Duration.ofSeconds(20))).isTrue();
        assertThat(last().cause()).isEqualTo(Cause.USER);
        assertThat(last().counters().runSeconds()).isEqualTo(5);
        pass(10);
        noUse();
        pass(30);

        assertThat(last().type()).isEqualTo(ReadingType.SESSION_END);
        assertThat(watch.end(Cause.USER, Duration.ZERO)).isFalse();
        use("p", true);
        pass(1);
        assertThat(last().type()).isEqualTo(ReadingType.SESSION_START);
        assertThat(last().counters().runSeconds()).isZero();
    }

    @Test
    void end_programGoesOnBeyondPatience_isASessionOfItsOwnWithEverySecond() {
        use("p", true);
        pass(5);
        watch.end(Cause.USER, Duration.ofSeconds(20));
        pass(19);
        assertThat(last().type()).isEqualTo(ReadingType.SESSION_END);
        pass(1);

        assertThat(last().type()).isEqualTo(ReadingType.SESSION_START);
        assertThat(last().counters().runSeconds()).isEqualTo(20);
        assertThat(last().sid()).isNotEqualTo(log.written.get(0).sid());
    }

    @Test
    void end_anotherProgramStarts_countsAtOnce() {
        use("p", true);
        watch.end(Cause.USER, Duration.ofSeconds(20));
        pass(2);
        use("q", true);
        pass(1);

        assertThat(last().type()).isEqualTo(ReadingType.SESSION_START);
    }

    @Test
    void tickEvery_changed_followed() {
        watch.tickEvery(Duration.ofSeconds(2));
        use("p", true);
        pass(8);

        assertThat(log.written).hasSize(5);
    }

    @Test
    void parse_spoiltState_empty() {
        assertThat(OpenSession.parse("{}")).isEmpty();
        assertThat(OpenSession.parse("x")).isEmpty();
    }
}
