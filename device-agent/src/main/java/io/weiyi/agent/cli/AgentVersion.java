package io.weiyi.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote down. */
final class AgentVersion implements IVersionProvider {
    private static final String RESOURCE = "/io/weiyi/agent/version.txt";

    static String text() {
        try (InputStream in = AgentVersion.class.getResourceAsStream(RESOURCE)) {
            return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {"weiyi-agent " + text()};
    }
}
