package io.weiyi.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One round: what breaks when, drawn from a seed before it begins, while the agents measure on. A step is a tenth of a
 * second.
 */
final class FaultRound {

    private static final int STEPS = 25;
    private static final int STEP_MS = 100;
    private static final int FAULTS_MIN = 2;
    private static final int FAULTS_MORE = 3;
    private static final int KINDS = 9;
    private static final int LASTS_MIN = 2;
    private static final int LASTS_MORE = 10;

    private final long seed;
    private final FaultGround ground;
    private final List<ScriptedAgent> agents;
    private final TreeMap<Integer, List<Runnable>> actions = new TreeMap<>();
    private final List<String> plan = new ArrayList<>();

    FaultRound(long seed, FaultGround ground, List<ScriptedAgent> agents) {
        this.seed = seed;
        this.ground = ground;
        this.agents = agents;
        Random random = new Random(seed);
        for (int i = FAULTS_MIN + random.nextInt(FAULTS_MORE); i > 0; i--) {
            draw(random);
        }
    }

    private void draw(Random random) {
        int at = random.nextInt(STEPS);
        int until = at + LASTS_MIN + random.nextInt(LASTS_MORE);
        boolean ofAgents = random.nextBoolean();
        FaultyNetwork network = ground.network(ofAgents);
        String where = ofAgents ? "agents" : "servers";
        switch (random.nextInt(KINDS)) {
            case 0, 1 -> {
                List<ScriptedAgent> some =
                        agents.stream().filter(agent -> random.nextInt(3) == 0).toList();
                fault(
                        at,
                        until,
                        "kill " + some.size() + " agents",
                        () -> some.forEach(ScriptedAgent::kill),
                        () -> some.forEach(ScriptedAgent::revive));
            }
            case 2 -> {
                int server = random.nextInt(FaultGround.SERVERS);
                fault(
                        at,
                        until,
                        "kill server " + server,
                        () -> ground.killServer(server),
                        () -> ground.startServer(server));
            }
            case 3 -> fault(at, until, "stop broker", ground::stopBroker, ground::startBroker);
            case 4, 5 -> {
                double part = random.nextBoolean() ? 1 : 0.5;
                int times = 1 + random.nextInt(4);
                for (int i = 0; i < times; i++) {
                    fault(
                            at + i,
                            at + i,
                            "drop " + part + " of the connections",
                            () -> ground.dropConnections(part),
                            () -> {});
                }
            }
            case 6 -> {
                long delay = 50 + random.nextInt(400);
                fault(at, until, "delay " + where + " by " + delay + " ms", () -> network.delay(delay), network::heal);
            }
            case 7 ->
                fault(at, until, "swallow what " + where + " say", network::stall, () -> {
                    network.reset();
                    network.heal();
                });
            default ->
                fault(
                        at,
                        until,
                        "cut off " + where,
                        () -> {
                            network.refuse();
                            network.reset();
                        },
                        network::heal);
        }
    }

    private void fault(int at, int until, String name, Runnable breaks, Runnable mends) {
        plan.add(name + " at " + at + (until > at ? " until " + until : ""));
        actions.computeIfAbsent(at, step -> new ArrayList<>()).add(breaks);
        actions.computeIfAbsent(until, step -> new ArrayList<>()).add(mends);
    }

    /** What breaks and when, in steps. */
    String plan() {
        return String.join("; ", plan);
    }

    /** Plays the round to its end and mends everything. */
    void play() {
        Random random = new Random(seed + 1);
        int last = Math.max(STEPS, actions.lastKey());
        for (int step = 0; step <= last; step++) {
            actions.getOrDefault(step, List.of()).forEach(Runnable::run);
            if (step < STEPS) {
                agents.forEach(agent -> agent.measure(random));
            }
            pause();
        }
        agents.forEach(ScriptedAgent::revive);
        agents.forEach(agent -> agent.finish(random));
        ground.heal();
    }

    /** The pace of the play; nothing is waited for here. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
