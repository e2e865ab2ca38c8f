package io.weiyi.metering.pki;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One server's start, as far as keys are concerned, as a process of its own. */
public final class CaStart {

    private CaStart() {}

    /** Waits for the file that lets all of them go at once, then prints what it found or made. */
    public static void main(String[] args) throws Exception {
        Path store = Path.of(args[0]);
        Files.createFile(Path.of(args[1] + ".ready-" + ProcessHandle.current().pid()));
        while (!Files.exists(Path.of(args[1]))) {
            Thread.onSpinWait();
        }
        DeviceCa ca = new DeviceCa(store, Duration.ofDays(365));
        DeviceCa.Identity server = ca.serverIdentity(List.of("mqtt.example.org", "127.0.0.1"));
        System.out.println(ca.fingerprint() + " " + Pem.fingerprint(server.certificate()) + " "
                + ca.processIdentity().commonName() + " " + ca.shareName());
        System.out.flush();
        System.in.read();
    }
}
