package io.weiyi.agent.probe;

/** Plays a script instead of looking at a machine; for demonstrations and tests. */
public final class ScriptedProbe implements Probe {
    private final Script script;
    private long startedAt = Long.MIN_VALUE;

    public ScriptedProbe(Script script) {
        this.script = script;
    }

    @Override
    public String kind() {
        return "scripted";
    }

    @Override
    public Observation look(long monoMillis) {
        if (startedAt == Long.MIN_VALUE) {
            startedAt = monoMillis;
        }
        Script.Moment moment = script.at(monoMillis - startedAt);
        long since = startedAt + moment.fromMillis();
        if (moment.span().session() == 0) {
            return Observation.notInUse(moment.span().cause(), since);
        }
        String key = key(moment);
        return Observation.inUse(key, moment.span().active(), key, since);
    }

    @Override
    public long nextLookAt(long monoMillis) {
        long until = script.at(monoMillis - startedAt).untilMillis();
        return until == Long.MAX_VALUE ? Long.MAX_VALUE : startedAt + until;
    }

    /** The simulated machine went on while the agent was down, as a real one would. */
    @Override
    public boolean resume(String token, long monoMillis) {
        int slash = token.indexOf('/');
        try {
            long start = Long.parseLong(token.substring(0, Math.max(slash, 0)));
            if (start > monoMillis) {
                // The monotonic clock began anew, so the machine did too.
                return false;
            }
            startedAt = start;
        } catch (NumberFormatException e) {
            return false;
        }
        Script.Moment moment = script.at(monoMillis - startedAt);
        return moment.span().session() != 0 && key(moment).equals(token);
    }

    private String key(Script.Moment moment) {
        return startedAt + "/" + moment.round() + "/" + moment.span().session();
    }
}
