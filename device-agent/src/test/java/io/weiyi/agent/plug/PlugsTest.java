package io.weiyi.agent.plug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.weiyi.agent.config.PlugBroker;
import io.weiyi.agent.config.PlugSettings;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.probe.PowerMeter;
import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugs played by a real web server and heard on a real broker. */
class PlugsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final AtomicReference<String> answer = new AtomicReference<>("");
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer web;
    private Plugs plugs;

    @BeforeEach
    void startWeb() throws Exception {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            String who = exchange.getRequestHeaders().getFirst("Authorization");
            asked.add(exchange.getRequestURI() + (who == null ? "" : " " + who));
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        web.start();
    }

    @AfterEach
    void stop() {
        plugs.close();
        web.stop(0);
    }

    private Plugs plugs(PlugBroker broker) {
        plugs = new Plugs(broker, () -> System.nanoTime() / NANOS_PER_MILLI, EVERY);
        return plugs;
    }

    private PowerMeter asked(String format, String user, String password) throws Refusal {
        String text = format + " http://127.0.0.1:" + web.getAddress().getPort();
        PowerMeter meter = plugs(PlugBroker.NONE).meter(new PlugSettings(text, user, password));
        plugs.start();
        return meter;
    }

    private static void awaitWatts(PowerMeter meter, double watts) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(meter.last().watts()).isEqualTo(watts));
    }

    @Test
    void http_tasmota_askedForItsSensorsWithItsPassword() throws Exception {
        answer.set("{\"StatusSNS\":{\"Time\":\"2026-11-23T08:00:10\",\"ENERGY\":{\"Power\":134}}}");
        PowerMeter meter = asked("tasmota", "admin", "p&w");

        awaitWatts(meter, 134);
        assertThat(asked.get(0)).isEqualTo("/cm?user=admin&password=p%26w&cmnd=Status%208");
        answer.set("{\"StatusSNS\":{\"Time\":\"2026-11-23T08:00:20\",\"ENERGY\":{\"Power\":3}}}");
        awaitWatts(meter, 3);
    }

    @Test
    void http_shellies_askedInTheirOwnWays() throws Exception {
        answer.set("{\"power\":8.5,\"is_valid\":true}");
        awaitWatts(asked("shelly", "lab", "secret"), 8.5);
        String basic = Base64.getEncoder().encodeToString("lab:secret".getBytes(StandardCharsets.UTF_8));
        assertThat(asked.get(0)).isEqualTo("/meter/0 Basic " + basic);
        plugs.close();
        asked.clear();

        answer.set("{\"id\":0,\"output\":true,\"apower\":411.7}");
        awaitWatts(asked("shelly-plus", "", ""), 411.7);
        assertThat(asked).contains("/rpc/Switch.GetStatus?id=0");
    }

    @Test
    void http_noAnswerOrNonsense_unknownAndSaysWhy() throws Exception {
        PowerMeter meter = asked("shelly", "", "");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(meter.last().problem()).contains("does not answer: status 503"));
        answer.set("<html>hello</html>");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(meter.last().problem()).contains("names no power"));
        assertThat(meter.last().watts()).isNull();
    }

    @Test
    void mqtt_threeMakesOnOneBroker_eachHeard_alsoAfterTheBrokerWasAway(@TempDir Path folder) throws Exception {
        try (TestBroker broker = new TestBroker(folder, new TestAuthority()).start()) {
            PlugBroker place = new PlugBroker(broker.serverUri(), "", "");
            PowerMeter tasmota = plugs(place).meter(new PlugSettings("tasmota mqtt plug-sem", "", ""));
            PowerMeter shelly = plugs.meter(new PlugSettings("shelly mqtt shellyplug-s-0A1B2C", "", ""));
            PowerMeter plus = plugs.meter(new PlugSettings("shelly-plus mqtt shellyplusplugs-e465b8", "", ""));
            try (Lab lab = new Lab(broker.serverUri())) {
                lab.say("tele/plug-sem/LWT", "Online", true);
                lab.say("tele/plug-sem/SENSOR", "{\"ENERGY\":{\"Power\":7}}", true);
                plugs.start();
                await().atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(tasmota.last().problem()).contains("is there"));
                // What the broker kept from an unknown time is not believed.
                assertThat(tasmota.last().watts()).isNull();

                lab.say("tele/plug-sem/SENSOR", "{\"ENERGY\":{\"Power\":134}}", false);
                lab.say("shellies/shellyplug-s-0A1B2C/relay/0/power", "8.63", false);
                lab.say("shellyplusplugs-e465b8/status/switch:0", "{\"id\":0,\"apower\":411.7}", false);
                awaitWatts(tasmota, 134);
                awaitWatts(shelly, 8.63);
                awaitWatts(plus, 411.7);
                lab.say(
                        "shellyplusplugs-e465b8/events/rpc",
                        "{\"params\":{\"switch:0\":{\"id\":0,\"apower\":2.5}}}",
                        false);
                awaitWatts(plus, 2.5);
                lab.say("tele/plug-sem/LWT", "Offline", false);
                await().atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(tasmota.last().problem()).contains("offline"));
            }
            broker.stop();
            broker.start();
            try (Lab lab = new Lab(broker.serverUri())) {
                await().atMost(SOON).untilAsserted(() -> {
                    lab.say("shellies/shellyplug-s-0A1B2C/relay/0/power", "99", false);
                    assertThat(shelly.last().watts()).isEqualTo(99.0);
                });
            }
        }
    }

    /** Whatever else is on the laboratory's broker. */
    private static final class Lab implements AutoCloseable {
        private final MqttClient client;

        Lab(String uri) throws MqttException {
            client = new MqttClient(uri, "lab", new MemoryPersistence());
            client.connect();
        }

        void say(String topic, String text, boolean retained) throws MqttException {
            client.publish(topic, text.getBytes(StandardCharsets.UTF_8), 1, retained);
        }

        @Override
        public void close() throws MqttException {
            client.disconnect();
            client.close();
        }
    }

    @Test
    void mqtt_noBrokerThere_unknownAndSaysWhere() throws Exception {
        PowerMeter meter = plugs(new PlugBroker("mqtt://127.0.0.1:1", "", ""))
                .meter(new PlugSettings("tasmota mqtt plug-sem", "", ""));
        plugs.start();

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(meter.last().problem()).isEqualTo("the broker tcp://127.0.0.1:1 cannot be reached"));
    }

    @Test
    void meter_settingsThatCannotWork_refusedInASentence() {
        plugs(PlugBroker.NONE);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> plugs.meter(new PlugSettings("tasmota mqtt plug-sem", "", "")))
                .withMessageContaining("needs the setting plug-broker");
        plugs(new PlugBroker("https://lab", "", ""));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> plugs.meter(new PlugSettings("tasmota mqtt plug-sem", "", "")))
                .withMessageContaining("plug-broker must be mqtt://");
    }
}
