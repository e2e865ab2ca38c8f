package io.weiyi.metering.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.booking.BookingChanged;
import io.weiyi.metering.CalibrationChanged;
import io.weiyi.metering.DeviceEnrolled;
import io.weiyi.metering.InstrumentRulesChanged;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the server says to devices. An ack that does not get out is no loss: the agent sends again after a while and is
 * answered again.
 */
@Singleton
class Publications {

    private static final Logger LOG = Logger.getLogger(Publications.class);
    private static final String ACK = "ack";
    private static final String CONFIG = "config";
    private final HeadRows heads;
    private final DeviceConfigs configs;
    private final Protocol protocol;
    private final ObjectMapper json;
    private final Clock clock;
    /** Events are heard on the threads of requests and jobs, which must not wait for a broker. */
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "ingest-publications"));

    private volatile @Nullable Outlet outlet;

    Publications(HeadRows heads, DeviceConfigs configs, Protocol protocol, ObjectMapper json, Clock clock) {
        this.heads = heads;
        this.configs = configs;
        this.protocol = protocol;
        this.json = json;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        worker.shutdownNow();
    }

    /** From now on this connection is used; null while there is none. */
    void use(@Nullable Outlet connected) {
        outlet = connected;
    }

    /** Publishes every retained ack afresh: a broker or a server that was restored may hold older ones. */
    void publishAcks() throws MqttException {
        for (DeviceHead head : heads.active()) {
            publish(ACK, head.device(), ack(head), true);
        }
    }

    void ack(Iterable<DeviceHead> acked) {
        for (DeviceHead head : acked) {
            quietly(() -> publish(ACK, head.device(), ack(head), true));
        }
    }

    void refuse(Iterable<Message.Bad> refused) {
        for (Message.Bad bad : refused) {
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("seq", bad.seq());
            message.put("refused", bad.reason().code());
            quietly(() -> publish(ACK, bad.device(), bytes(message), false));
        }
    }

    void onEnrolled(@Observes(during = TransactionPhase.AFTER_SUCCESS) DeviceEnrolled enrolled) {
        later(() -> {
            for (DeviceHead head : heads.active()) {
                if (head.device().equals(enrolled.deviceId())) {
                    publish(ACK, head.device(), ack(head), true);
                }
            }
            publish(CONFIG, enrolled.deviceId(), configs.message(enrolled.deviceId()), true);
        });
    }

    void onBooking(@Observes(during = TransactionPhase.AFTER_SUCCESS) BookingChanged changed) {
        later(() -> config(configs.changedBy(changed.bookingId()).orElse(null)));
    }

    void onRules(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstrumentRulesChanged changed) {
        later(() -> config(configs.changedFor(changed.instrumentId()).orElse(null)));
    }

    private void config(@Nullable String device) throws MqttException {
        if (device != null) {
            publish(CONFIG, device, configs.message(device), true);
        }
    }

    void onCalibration(@Observes(during = TransactionPhase.AFTER_SUCCESS) CalibrationChanged changed) {
        later(() -> publish(CONFIG, changed.deviceId(), configs.message(changed.deviceId()), true));
    }

    /** Publishes every retained config afresh, on the side: each takes some queries. */
    void refreshConfigs() {
        later(() -> {
            for (DeviceHead head : heads.active()) {
                publish(CONFIG, head.device(), configs.message(head.device()), true);
            }
        });
    }

    private void later(Work work) {
        if (!worker.isShutdown()) {
            worker.execute(() -> quietly(work));
        }
    }

    private static void quietly(Work work) {
        try {
            work.run();
        } catch (MqttException | RuntimeException e) {
            LOG.debugf(e, "a message to a device did not get out");
        }
    }

    private void publish(String leaf, String device, byte[] payload, boolean retained) throws MqttException {
        Outlet connected = outlet;
        if (connected != null) {
            for (String topic : protocol.topics(device, leaf)) {
                connected.publish(topic, payload, retained);
            }
        }
    }

    private byte[] ack(DeviceHead head) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("seq", head.lastSeq());
        message.put("head", head.lastHash());
        message.put("at", clock.instant().toString());
        return bytes(message);
    }

    private byte[] bytes(Map<String, @Nullable Object> message) {
        try {
            return json.writeValueAsString(message).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers has a JSON form", e);
        }
    }

    /** Something that talks to the broker. */
    private interface Work {
        void run() throws MqttException;
    }
}
