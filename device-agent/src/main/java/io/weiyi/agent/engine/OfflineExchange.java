package io.weiyi.agent.engine;

import io.weiyi.agent.config.AgentSettings;
import io.weiyi.agent.config.ServerSettings;
import io.weiyi.agent.exchange.AnswerFile;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.link.AckMessage;
import io.weiyi.agent.link.OfflineAck;
import io.weiyi.agent.link.ServerTime;
import io.weiyi.agent.session.Timepiece;

/** Follows a server's answer that came in a file, while the agent itself is not running. */
public final class OfflineExchange {
    private OfflineExchange() {}

    /** Trims, rewinds or goes on behind another history, and gives how many readings still wait. */
    public static long follow(AgentHome home, DeviceIdentity identity, AgentSettings settings, AnswerFile answer) {
        Timepiece timepiece = Timepiece.ofSystem();
        try (Journal journal = Journals.open(home, settings.journalLimitBytes(), timepiece.now())) {
            String first = identity.instrumentIds().get(0);
            Chronicle chronicle = new Chronicle(
                    journal,
                    identity.signer(),
                    new Chronicle.DeviceVoice(
                            identity.deviceId(),
                            first,
                            settings.instrument(first).probe().text()),
                    timepiece,
                    new ServerTime(),
                    () -> ServerSettings.NONE);
            chronicle.finishRestoration();
            OfflineAck.follow(
                    journal,
                    chronicle,
                    timepiece.wall(),
                    new AckMessage.Ack(answer.ackSeq(), answer.ackHead(), null),
                    answer.refused());
            journal.trim(timepiece.now());
            journal.commit();
            return journal.pending();
        }
    }
}
