package io.weiyi.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The agent stands alone, so bounds and grammar of a calibration are written on both sides. Here the built agent is asked:
 * what the server lets through, agents must understand, and nothing else.
 */
class CalibrationAgreementIT {

    private static final String[] WORDS = {
        "process",
        "cpu",
        "login",
        "input",
        "power.on",
        "power.run",
        "yes",
        "no",
        "and",
        "or",
        "not",
        "(",
        ")",
        "powder",
        "AND"
    };

    private static URLClassLoader agent;

    @BeforeAll
    static void open() throws Exception {
        Path jar = Path.of("device-agent", "target", "weiyi-agent.jar");
        assertThat(jar).exists();
        agent = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }

    @AfterAll
    static void close() throws Exception {
        agent.close();
    }

    @Test
    void limits_nameBoundsAndPreset_areTheAgents() throws Exception {
        Class<?> theirs = agent.loadClass("io.weiyi.agent.config.Limit");
        assertThat(theirs.getEnumConstants()).hasSameSizeAs(CalibrationLimit.values());
        for (Object limit : theirs.getEnumConstants()) {
            CalibrationLimit ours = CalibrationLimit.valueOf(((Enum<?>) limit).name());
            assertThat(theirs.getMethod("wireName").invoke(limit)).isEqualTo(ours.wireName());
            assertThat(theirs.getMethod("preset").invoke(limit)).isEqualTo(ours.preset());
            assertThat(theirs.getMethod("min").invoke(limit)).isEqualTo(ours.min());
            assertThat(theirs.getMethod("max").invoke(limit)).isEqualTo(ours.max());
        }
    }

    @Test
    void rules_ofRandomWords_areTakenByBothOrNone() throws Exception {
        Method parse = agent.loadClass("io.weiyi.agent.probe.Rule").getMethod("parse", String.class);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int taken = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int words = random.nextInt(6); words >= 0; words--) {
                text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
            }
            boolean ours = CalibrationRule.problem(text.toString()) == null;
            assertThat(understood(parse, text.toString()))
                    .as("'%s', seed %d", text, seed)
                    .isEqualTo(ours);
            taken += ours ? 1 : 0;
        }
        assertThat(taken).isGreaterThan(500);
    }

    private static boolean understood(Method parse, String text) throws IllegalAccessException {
        try {
            parse.invoke(null, text);
            return true;
        } catch (InvocationTargetException e) {
            return false;
        }
    }
}
