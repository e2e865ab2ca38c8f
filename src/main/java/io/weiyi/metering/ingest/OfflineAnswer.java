package io.weiyi.metering.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.BrokerEndpoint;
import io.weiyi.metering.OfflineImportInfo;
import io.weiyi.metering.pki.DeviceCa;
import io.weiyi.metering.pki.EnrolmentAnswer;
import io.weiyi.metering.pki.Renewal;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file that goes back to an agent without a network: acks and certificate, as one JWS that the server signs with the
 * key of its TLS port, whose certificate is in the header. An agent believes it only under its own authority: acks let it
 * throw readings away.
 */
@Singleton
class OfflineAnswer {

    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    private final HeadRows heads;
    private final Renewal renewal;
    private final DeviceCa ca;
    private final BrokerEndpoint endpoint;
    private final ObjectMapper json;
    private final Clock clock;

    OfflineAnswer(
            HeadRows heads, Renewal renewal, DeviceCa ca, BrokerEndpoint endpoint, ObjectMapper json, Clock clock) {
        this.heads = heads;
        this.renewal = renewal;
        this.ca = ca;
        this.endpoint = endpoint;
        this.json = json;
        this.clock = clock;
    }

    String of(String device, List<OfflineImportInfo.Refused> refusals) {
        DeviceHead head = heads.active().stream()
                .filter(active -> active.device().equals(device))
                .findFirst()
                .orElseThrow(() -> Problem.illegalTransition("The device is revoked."));
        EnrolmentAnswer identity = renewal.present(device);
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("v", 1);
        payload.put("deviceId", device);
        payload.put("at", clock.instant().toString());
        payload.put("ack", Map.of("seq", head.lastSeq(), "head", head.lastHash()));
        payload.put(
                "refused",
                refusals.stream()
                        .filter(refused -> refused.seq() != null)
                        .map(refused -> Map.of("seq", String.valueOf(refused.seq()), "code", refused.reason()))
                        .toList());
        payload.put("certificatePem", identity.certificatePem());
        payload.put("caPem", identity.caPem());
        payload.put("mqttUri", identity.mqttUri());
        payload.put("instrumentIds", identity.instrumentIds());
        return sign(payload);
    }

    private String sign(Map<String, @Nullable Object> payload) {
        DeviceCa.Identity server = ca.serverIdentity(endpoint.certifiedHosts());
        try {
            String certificate =
                    Base64.getEncoder().encodeToString(server.certificate().getEncoded());
            String signed = part(Map.of("alg", "ES256", "typ", "weiyi-answer", "x5c", List.of(certificate))) + "."
                    + part(payload);
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(server.key());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64_URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the server's key cannot sign", e);
        }
    }

    private String part(Map<String, ?> content) {
        try {
            return BASE64_URL.encodeToString(json.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers has a JSON form", e);
        }
    }
}
