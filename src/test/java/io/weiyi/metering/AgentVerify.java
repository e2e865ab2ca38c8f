package io.weiyi.metering;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The agent's {@code verify} from its real jar: as a process, and in this one where it is called very often. */
final class AgentVerify implements AutoCloseable {

    private static final Path JAR = Path.of("device-agent", "target", "weiyi-agent.jar");

    private final URLClassLoader loader;
    private final Method check;
    private final Method json;
    private final Object noPins;

    AgentVerify() throws ReflectiveOperationException, IOException {
        loader = new URLClassLoader(new URL[] {JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        Class<?> pins = loader.loadClass("io.weiyi.agent.verify.Pins");
        check = loader.loadClass("io.weiyi.agent.verify.EvidenceCheck").getMethod("of", byte[].class, pins);
        json = loader.loadClass("io.weiyi.agent.verify.Verdict").getMethod("toJson");
        noPins = pins.getField("NONE").get(null);
    }

    /** The verdict as its JSON form, without starting a process. */
    Map<?, ?> verdict(byte[] zip) throws ReflectiveOperationException {
        return (Map<?, ?>) json.invoke(check.invoke(null, zip, noPins));
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    /** What the command said. */
    record Said(int code, String out) {

        JsonPath json() {
            return new JsonPath(out);
        }
    }

    /** Runs {@code weiyi-agent verify} on a file. */
    static Said run(Path folder, byte[] zip, String... options) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("evidence.zip"), zip);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-jar",
                JAR.toString(),
                "verify",
                file.toString(),
                "--home",
                folder.resolve("nobody").toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("verify did not end");
        }
        return new Said(process.exitValue(), out);
    }
}
