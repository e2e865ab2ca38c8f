package io.weiyi.agent.probe;

import io.weiyi.agent.config.Calibration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at this machine with the sensors that its two rules name: one rule says when the instrument runs, one when it works.
 */
public final class RuleProbe implements Probe {
    private final ProcessSensor process;
    private final CpuSensor cpu;
    private final DesktopSensor desktop;
    private final PowerSensor power;
    private final UseMachine machine = new UseMachine(Calibration.NONE);
    private final long pollMillis;
    private Rule running;
    private Rule active;
    private Set<Signal> signals = Set.of();
    private @Nullable String key;

    /** What there is to look at. */
    public record Sights(ProcessTable processes, Desktop desktop, PowerMeter meter) {}

    public RuleProbe(Sights sights, Calibration calibration, long pollMillis) throws RuleError {
        this.process = new ProcessSensor(sights.processes());
        this.cpu = new CpuSensor(process);
        this.desktop = new DesktopSensor(sights.desktop());
        this.power = new PowerSensor(sights.meter());
        this.pollMillis = pollMillis;
        this.running = Rule.parse(calibration.runningRule());
        this.active = Rule.parse(calibration.activeRule());
        calibrate(calibration);
    }

    /** Judges by other rules and thresholds from now on; what is in use goes on. Nothing changes if a rule is wrong. */
    public void calibrate(Calibration calibration) throws RuleError {
        Rule nextRunning = Rule.parse(calibration.runningRule());
        Rule nextActive = Rule.parse(calibration.activeRule());
        running = nextRunning;
        active = nextActive;
        Set<Signal> all = EnumSet.noneOf(Signal.class);
        all.addAll(running.signals());
        all.addAll(active.signals());
        signals = all;
        process.watch(calibration.programs());
        cpu.calibrate(calibration);
        desktop.calibrate(calibration);
        power.calibrate(calibration);
        machine.calibrate(calibration);
    }

    /** The sensors behind the rules, such as {@code cpu+process}. */
    @Override
    public String kind() {
        String sensors =
                signals.stream().map(Signal::sensor).distinct().sorted().collect(Collectors.joining("+"));
        return sensors.isEmpty() ? "none" : sensors;
    }

    @Override
    public Observation look(long monoMillis) {
        signals.forEach(signal -> sensor(signal).look(monoMillis));
        UseMachine.State state = machine.step(monoMillis, running.test(this::is), active.test(this::is));
        if (state == UseMachine.State.OFF) {
            key = null;
            return Observation.notInUse(machine.cause(), machine.since());
        }
        String token = process.token();
        String current = key;
        if (current == null) {
            current = token.isEmpty() ? "since-" + monoMillis : token.split(",")[0];
            key = current;
        }
        return Observation.inUse(current, state == UseMachine.State.ACTIVE, token, machine.since())
                .settledUntil(machine.settledUntil());
    }

    private Truth is(Signal signal) {
        return sensor(signal).is(signal);
    }

    private Sensor sensor(Signal signal) {
        return switch (signal) {
            case PROCESS -> process;
            case CPU -> cpu;
            case LOGIN, INPUT -> desktop;
            case POWER_ON, POWER_RUN -> power;
        };
    }

    @Override
    public long nextLookAt(long monoMillis) {
        return monoMillis + pollMillis;
    }

    /** Only a program can be known again; a plug cannot say whether it was switched off in between. */
    @Override
    public boolean resume(String token, long monoMillis) {
        if (token.isEmpty() || !running.signals().contains(Signal.PROCESS) || !process.adopt(token)) {
            return false;
        }
        key = token.split(",")[0];
        machine.goOn(monoMillis);
        return true;
    }

    /** Each signal of the rules, as it was seen last. */
    public View view() {
        List<SignalView> views = new ArrayList<>();
        for (Signal signal : signals) {
            views.add(new SignalView(
                    signal.word(), is(signal).text(), sensor(signal).told()));
        }
        return new View(
                running.toString(), active.toString(), machine.state().name().toLowerCase(Locale.ROOT), views);
    }

    /** How an instrument is judged now. */
    public record View(String running, String active, String state, List<SignalView> signals) {
        public View {
            signals = List.copyOf(signals);
        }
    }

    /**
     * One signal.
     *
     * @param truth yes, no or unknown
     * @param told the value behind it, or why there is none
     */
    public record SignalView(String signal, String truth, String told) {}
}
