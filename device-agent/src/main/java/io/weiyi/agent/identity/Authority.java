package io.weiyi.agent.identity;

import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.reading.Digest;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** The authority that an enrolled home trusts. */
public final class Authority {
    private Authority() {}

    /** base64url SHA-256 of its certificate; empty when nothing is enrolled in the home. */
    public static Optional<String> fingerprint(AgentHome home) throws Refusal {
        try {
            Optional<String> pem = AgentHome.read(home.authority());
            return pem.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Digest.of(Pem.certificate(pem.get()).getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new Refusal("The authority in " + home.folder() + " cannot be read.");
        }
    }
}
