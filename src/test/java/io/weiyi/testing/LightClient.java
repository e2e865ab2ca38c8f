package io.weiyi.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * A device's connection to the broker that costs next to nothing, so that a test can hold thousands of them and a benchmark
 * measures the server and not its devices: MQTT 5 over TLS, all connections on the threads of one event loop, at most so many
 * publications on their way. It has no journal; what it sends again is the test's business.
 */
public final class LightClient implements AutoCloseable {

    /** By this the threads of clients are told from those of the server in the same process. */
    public static final String THREADS = "light-client";

    private static final int PACKET_BYTES_MAX = 4 * 1024 * 1024;
    private static final int KEEP_ALIVE_SECONDS = 60;
    /** A client that has nothing to say shows that it is there. */
    private static final int IDLE_SECONDS = 45;

    private static final int WINDOW = 200;
    private static final int REASON_ERROR = 128;
    private static final int PACKET_IDS = 65_535;

    private final CompletableFuture<LightClient> subscribed = new CompletableFuture<>();
    private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
    private final Map<Integer, Outgoing> onTheirWay = new HashMap<>();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final BiConsumer<String, byte[]> listener;
    private final String[] subscriptions;
    private volatile Channel channel;
    private int packetId;

    private LightClient(BiConsumer<String, byte[]> listener, String... subscriptions) {
        this.listener = listener;
        this.subscriptions = subscriptions;
    }

    /** The threads that many clients share. */
    public static EventLoopGroup loop(int threads) {
        return new NioEventLoopGroup(threads, new DefaultThreadFactory(THREADS, true));
    }

    /**
     * Connects and subscribes; the future fails when the broker refuses either.
     *
     * @param listener hears what comes, on the thread of the loop
     */
    public static CompletableFuture<LightClient> connect(
            EventLoopGroup loop,
            URI broker,
            String clientId,
            SSLContext tls,
            BiConsumer<String, byte[]> listener,
            String... subscriptions) {
        LightClient client = new LightClient(listener, subscriptions);
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel made) {
                        SSLEngine engine = tls.createSSLEngine();
                        engine.setUseClientMode(true);
                        made.pipeline()
                                .addLast(
                                        new SslHandler(engine),
                                        new IdleStateHandler(0, IDLE_SECONDS, 0),
                                        MqttEncoder.INSTANCE,
                                        new MqttDecoder(PACKET_BYTES_MAX),
                                        client.new Packets(clientId));
                    }
                })
                .connect(broker.getHost(), broker.getPort())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        client.subscribed.completeExceptionally(done.cause());
                    }
                });
        return client.subscribed;
    }

    /** Publishes with QoS 1; the future is done when the broker has it, and fails when it refuses it. */
    public CompletableFuture<Void> publish(String topic, byte[] payload) {
        Outgoing outgoing = new Outgoing(topic, payload, new CompletableFuture<>());
        channel.eventLoop().execute(() -> {
            waiting.add(outgoing);
            sendWaiting();
        });
        return outgoing.done;
    }

    /** Publishes many in order, some of them on their way at a time. */
    public CompletableFuture<Void> publishAll(String topic, Collection<byte[]> payloads) {
        CompletableFuture<?>[] all = new CompletableFuture<?>[payloads.size()];
        ArrayDeque<Outgoing> some = new ArrayDeque<>();
        int i = 0;
        for (byte[] payload : payloads) {
            Outgoing outgoing = new Outgoing(topic, payload, new CompletableFuture<>());
            all[i++] = outgoing.done;
            some.add(outgoing);
        }
        channel.eventLoop().execute(() -> {
            waiting.addAll(some);
            sendWaiting();
        });
        return CompletableFuture.allOf(all);
    }

    /** How many publications the broker has taken. */
    public long delivered() {
        return delivered.get();
    }

    /** How many messages have come. */
    public long received() {
        return received.get();
    }

    public boolean isConnected() {
        Channel open = channel;
        return open != null && open.isActive();
    }

    @Override
    public void close() {
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    private void sendWaiting() {
        if (!channel.isActive()) {
            fail();
            return;
        }
        boolean any = false;
        while (onTheirWay.size() < WINDOW && !waiting.isEmpty()) {
            Outgoing next = waiting.remove();
            do {
                packetId = packetId % PACKET_IDS + 1;
            } while (onTheirWay.containsKey(packetId));
            onTheirWay.put(packetId, next);
            channel.write(MqttMessageBuilders.publish()
                    .topicName(next.topic)
                    .qos(MqttQoS.AT_LEAST_ONCE)
                    .messageId(packetId)
                    .payload(Unpooled.wrappedBuffer(next.payload))
                    .build());
            any = true;
        }
        if (any) {
            channel.flush();
        }
    }

    /** The connection is gone, and with it what was on its way. */
    private void fail() {
        IllegalStateException gone = new IllegalStateException("the connection is gone");
        subscribed.completeExceptionally(gone);
        onTheirWay.values().forEach(outgoing -> outgoing.done.completeExceptionally(gone));
        waiting.forEach(outgoing -> outgoing.done.completeExceptionally(gone));
        onTheirWay.clear();
        waiting.clear();
    }

    private record Outgoing(String topic, byte[] payload, CompletableFuture<Void> done) {}

    /** What the broker says on this connection. */
    private final class Packets extends SimpleChannelInboundHandler<MqttMessage> {

        private final String clientId;

        Packets(String clientId) {
            this.clientId = clientId;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
            context.writeAndFlush(MqttMessageBuilders.connect()
                    .protocolVersion(MqttVersion.MQTT_5)
                    .clientId(clientId)
                    .cleanSession(true)
                    .keepAlive(KEEP_ALIVE_SECONDS)
                    .build());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, MqttMessage packet) {
            if (packet.decoderResult().isFailure()) {
                context.close();
            } else if (packet instanceof MqttConnAckMessage answer) {
                onConnected(context, answer);
            } else if (packet instanceof MqttPublishMessage message) {
                onMessage(context, message);
            } else if (packet instanceof MqttPubAckMessage taken) {
                onTaken(taken);
            } else if (packet.fixedHeader().messageType() == MqttMessageType.SUBACK) {
                subscribed.complete(LightClient.this);
            } else if (packet.fixedHeader().messageType() == MqttMessageType.DISCONNECT) {
                context.close();
            }
        }

        private void onConnected(ChannelHandlerContext context, MqttConnAckMessage answer) {
            if (answer.variableHeader().connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
                subscribed.completeExceptionally(new IllegalStateException(
                        "refused: " + answer.variableHeader().connectReturnCode()));
                context.close();
                return;
            }
            if (subscriptions.length == 0) {
                subscribed.complete(LightClient.this);
                return;
            }
            MqttMessageBuilders.SubscribeBuilder subscribe =
                    MqttMessageBuilders.subscribe().messageId(1);
            for (String topic : subscriptions) {
                subscribe.addSubscription(MqttQoS.AT_LEAST_ONCE, topic);
            }
            context.writeAndFlush(subscribe.build());
        }

        private void onMessage(ChannelHandlerContext context, MqttPublishMessage message) {
            received.incrementAndGet();
            ByteBuf payload = message.payload();
            listener.accept(message.variableHeader().topicName(), ByteBufUtil.getBytes(payload));
            if (message.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
                context.write(new MqttPubAckMessage(
                        new MqttFixedHeader(MqttMessageType.PUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
                        MqttMessageIdVariableHeader.from(
                                message.variableHeader().packetId())));
            }
        }

        private void onTaken(MqttPubAckMessage taken) {
            Outgoing outgoing = onTheirWay.remove(taken.variableHeader().messageId());
            if (outgoing == null) {
                return;
            }
            int reason = taken.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
                    ? Byte.toUnsignedInt(reply.reasonCode())
                    : 0;
            if (reason >= REASON_ERROR) {
                outgoing.done.completeExceptionally(new IllegalStateException("not taken: " + reason));
            } else {
                delivered.incrementAndGet();
                outgoing.done.complete(null);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            sendWaiting();
            context.flush();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                context.writeAndFlush(MqttMessage.PINGREQ);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            subscribed.completeExceptionally(cause);
            context.close();
        }
    }
}
