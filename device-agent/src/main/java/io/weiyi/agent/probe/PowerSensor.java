package io.weiyi.agent.probe;

import io.weiyi.agent.config.Calibration;
import io.weiyi.agent.config.Limit;
import io.weiyi.agent.probe.PowerMeter.Power;

/** Signals {@code power.on} and {@code power.run}: what the instrument draws from its plug. */
final class PowerSensor implements Sensor {
    private final PowerMeter meter;
    private Threshold on = new Threshold(Limit.ON_WATTS.preset(), Limit.HYSTERESIS_PERCENT.preset());
    private Threshold run = new Threshold(Limit.RUN_WATTS.preset(), Limit.HYSTERESIS_PERCENT.preset());
    private Truth isOn = Truth.UNKNOWN;
    private Truth runs = Truth.UNKNOWN;
    private String told = "not measured yet";

    PowerSensor(PowerMeter meter) {
        this.meter = meter;
    }

    void calibrate(Calibration calibration) {
        int hysteresis = calibration.limit(Limit.HYSTERESIS_PERCENT);
        on = new Threshold(calibration.limit(Limit.ON_WATTS), hysteresis);
        run = new Threshold(calibration.limit(Limit.RUN_WATTS), hysteresis);
    }

    @Override
    public void look(long monoMillis) {
        Power power = meter.last();
        Double watts = power.watts();
        if (watts == null) {
            lost(power.problem());
        } else if (monoMillis - power.atMillis() > meter.validMillis()) {
            lost("silent for " + (monoMillis - power.atMillis()) / 1000 + " s");
        } else {
            isOn = Truth.of(on.reached(watts, isOn == Truth.YES));
            runs = Truth.of(run.reached(watts, runs == Truth.YES));
            told = Math.round(watts * 10) / 10.0 + " W";
        }
    }

    private void lost(String why) {
        isOn = Truth.UNKNOWN;
        runs = Truth.UNKNOWN;
        told = why;
    }

    @Override
    public Truth is(Signal signal) {
        return signal == Signal.POWER_ON ? isOn : runs;
    }

    @Override
    public String told() {
        return told;
    }
}
