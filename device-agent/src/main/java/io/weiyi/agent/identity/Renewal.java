package io.weiyi.agent.identity;

import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.route.Route;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gets this device's next certificate for the key it has. Only the certificate is taken from the answer, and only when the
 * enrolled authority signed it for this key: whoever sits in between may withhold it, and nothing worse.
 */
public final class Renewal {
    private final AgentHome home;
    private final Route route;

    public Renewal(AgentHome home, Route route) {
        this.home = home;
        this.route = route;
    }

    /** Asks, checks and stores; waits for the network. */
    public DeviceIdentity renew(DeviceIdentity identity) throws Refusal {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("deviceId", identity.deviceId());
        body.put("csrPem", identity.certificateRequest());
        Map<String, Object> answer = new ServerCall(
                        identity.server(), "/api/v1/devices/renew", "the renewal of the certificate", route)
                .ask(body);
        if (answer.get("certificatePem") instanceof String certificate) {
            return identity.renewed(home, certificate);
        }
        throw new Refusal("The server's answer to the renewal holds no certificate.");
    }
}
