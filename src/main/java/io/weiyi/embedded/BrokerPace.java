package io.weiyi.embedded;

import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one device from taking the time of all others (限流): who publishes faster than a device may is not read from for so
 * long as it takes to come down to that pace. Nothing is dropped and nobody is cut off; TCP holds the sender up.
 */
final class BrokerPace implements MQTTInterceptor {

    /** A pause may be no longer, or the sender would be taken for dead: its pings are not read either. */
    private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    private static final AttributeKey<Allowance> ALLOWANCE = AttributeKey.valueOf("weiyi.allowance");

    private final Predicate<RemotingConnection> paced;
    private final Pace pace;
    private final LongSupplier nanoTime;

    /**
     * @param paced whether the limit is for this peer at all
     * @param nanoTime as {@link System#nanoTime()} says it
     */
    BrokerPace(Predicate<RemotingConnection> paced, Pace pace, LongSupplier nanoTime) {
        this.paced = paced;
        this.pace = pace;
        this.nanoTime = nanoTime;
    }

    /**
     * @param messages a second
     * @param bytes a second
     * @param burst for so long a sender that was quiet may go at any speed
     */
    record Pace(int messages, int bytes, Duration burst) {

        long nanos(int size) {
            long second = TimeUnit.SECONDS.toNanos(1);
            return Math.max(second / messages, second * size / bytes);
        }
    }

    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection connection) {
        if (packet instanceof MqttPublishMessage publish
                && connection.getTransportConnection() instanceof NettyConnection transport) {
            Channel channel = transport.getNettyChannel();
            long pause = allowance(channel, connection).pause(publish.payload().readableBytes());
            if (pause > 0) {
                channel.config().setAutoRead(false);
                channel.eventLoop().schedule(() -> channel.config().setAutoRead(true), pause, TimeUnit.NANOSECONDS);
            }
        }
        return true;
    }

    private Allowance allowance(Channel channel, RemotingConnection connection) {
        Attribute<Allowance> attribute = channel.attr(ALLOWANCE);
        Allowance known = attribute.get();
        if (known == null) {
            known = new Allowance(paced.test(connection) ? pace : null, nanoTime);
            attribute.set(known);
        }
        return known;
    }

    /** When the next message of one sender would be due if it kept to its pace; the broker asks for one at a time. */
    static final class Allowance {

        private final @Nullable Pace pace;
        private final LongSupplier nanoTime;
        private long due;
        private long readAgain;

        Allowance(@Nullable Pace pace, LongSupplier nanoTime) {
            this.pace = pace;
            this.nanoTime = nanoTime;
            this.due = nanoTime.getAsLong();
            this.readAgain = due;
        }

        /** For how many nanoseconds from now nothing may be read after a message of this size; 0 goes on reading. */
        long pause(int size) {
            if (pace == null) {
                return 0;
            }
            long now = nanoTime.getAsLong();
            due = (due - now < 0 ? now : due) + pace.nanos(size);
            long early = due - now - pace.burst().toNanos();
            // What had been read already when the pause began comes through meanwhile; it is paid for by the next
            // pause.
            if (early <= 0 || readAgain - now > 0) {
                return 0;
            }
            long pause = Math.min(early, PAUSE_NANOS_MAX);
            readAgain = now + pause;
            return pause;
        }
    }
}
