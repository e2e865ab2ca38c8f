package io.weiyi.agent.link;

import io.weiyi.agent.journal.Journal;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What a courier works with.
 *
 * @param mono milliseconds that never go back
 * @param mailbox runs letters on the agent's thread
 */
public record CourierParts(
        Journal journal,
        Chain chain,
        ServerTime serverTime,
        Clock wall,
        LongSupplier mono,
        Executor mailbox,
        LinkEvents events) {}
