package io.weiyi.agent.probe;

import io.weiyi.agent.config.Calibration;
import io.weiyi.agent.config.Limit;
import io.weiyi.agent.probe.Desktop.View;

/** Signals {@code login} and {@code input}: a person is signed in, and has touched keyboard or mouse lately. */
final class DesktopSensor implements Sensor {
    /** A look that is older than this says nothing of the present. */
    private static final long VALID_MILLIS = 30_000;

    private static final long MILLIS = 1_000;

    private final Desktop desktop;
    private int inputSeconds = Limit.INPUT_SECONDS.preset();
    private Truth login = Truth.UNKNOWN;
    private Truth input = Truth.UNKNOWN;
    private String told = "not looked at yet";

    DesktopSensor(Desktop desktop) {
        this.desktop = desktop;
    }

    void calibrate(Calibration calibration) {
        inputSeconds = calibration.limit(Limit.INPUT_SECONDS);
    }

    @Override
    public void look(long monoMillis) {
        View view = desktop.last();
        boolean valid = monoMillis - view.atMillis() <= VALID_MILLIS;
        Long quiet = view.quietMillis();
        login = valid ? view.login() : Truth.UNKNOWN;
        input = !valid || quiet == null
                ? Truth.UNKNOWN
                : Truth.of(quiet + monoMillis - view.atMillis() < inputSeconds * MILLIS);
        told = valid || view.atMillis() == 0
                ? view.told()
                : "the desktop has not answered for " + (monoMillis - view.atMillis()) / MILLIS + " s";
    }

    @Override
    public Truth is(Signal signal) {
        return signal == Signal.LOGIN ? login : input;
    }

    @Override
    public String told() {
        return told;
    }
}
