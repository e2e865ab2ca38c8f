package io.weiyi.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.weiyi.kernel.blob.BlobConfig;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Runs the simulated lab PCs beside the server: they start once it can be reached and stop with it. */
@Singleton
public class LabPcs {

    private static final Logger LOG = Logger.getLogger(LabPcs.class);
    /** Short rounds, so that whoever looks at the live board soon sees use begin, pause and end. */
    private static final List<String> SCRIPTS = List.of(
            "active 4m; idle 1m; active 2m; end; pause 1m; repeat",
            "active 7m; idle 2m; active 4m; end; pause 2m; repeat");

    private final DemoState state;
    private final DemoConfig config;
    private final ObjectMapper json;
    private final Path agents;
    private final boolean embedded;
    private final List<LabPc> running = new ArrayList<>();

    LabPcs(
            DemoState state,
            DemoConfig config,
            ObjectMapper json,
            BlobConfig store,
            @ConfigProperty(name = "weiyi.embedded") boolean embedded) {
        this.state = state;
        this.config = config;
        this.json = json;
        this.agents = store.dir().toAbsolutePath().resolve("agents");
        this.embedded = embedded;
    }

    void start(@ObservesAsync HttpServerStart event) {
        if (!embedded || !config.enabled() || !config.labPcs()) {
            return;
        }
        Path jar = config.agentJar().toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            LOG.infof("no simulated lab PCs: the agent %s has not been built", jar);
            return;
        }
        URI server = URI.create("http://127.0.0.1:" + event.options().getPort());
        LabPcAccess access = new LabPcAccess(server, json);
        List<Long> instruments = state.labPcInstruments();
        synchronized (running) {
            for (int i = 0; i < instruments.size(); i++) {
                long id = instruments.get(i);
                LabPc pc =
                        new LabPc(id, SCRIPTS.get(i % SCRIPTS.size()), agents.resolve("instrument-" + id), jar, access);
                running.add(pc);
                Thread thread = new Thread(pc, "lab-pc-" + id);
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        synchronized (running) {
            running.forEach(LabPc::stop);
            for (LabPc pc : running) {
                try {
                    pc.awaitEnd();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            running.clear();
        }
    }
}
