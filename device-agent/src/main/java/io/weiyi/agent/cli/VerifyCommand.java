package io.weiyi.agent.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.identity.Authority;
import io.weiyi.agent.verify.EvidenceCheck;
import io.weiyi.agent.verify.Finding;
import io.weiyi.agent.verify.Pins;
import io.weiyi.agent.verify.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks an evidence file without any server. */
@Command(
        name = "verify",
        description = "Checks an evidence file (机时存证) without a server: exit code 0 if it is genuine, 1 if not.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    private static final long BYTES_MAX = 512L * 1024 * 1024;
    private static final int SHOWN_MAX = 20;

    @Parameters(paramLabel = "FILE", description = "The evidence file, a zip.")
    private Path file = Path.of("");

    @Option(
            names = "--ca",
            paramLabel = "SHA256",
            description = "Fingerprint of the device CA to be trusted (base64url or hexadecimal). Default: that of the"
                    + " enrolled home, if there is one; else the one in the file, and the verdict says so.")
    private @Nullable String authority;

    @Option(
            names = "--receipt-key",
            paramLabel = "SHA256",
            description = "Fingerprint of the only receipt key to be trusted. Default: any that the CA certified.")
    private @Nullable String receiptKey;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Refusal, IOException {
        Verdict verdict = EvidenceCheck.of(content(), pins());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.std
                    .with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES)
                    .asString(verdict.toJson()));
        } else {
            print(verdict, out);
        }
        return verdict.isGenuine() ? 0 : 1;
    }

    private byte[] content() throws Refusal {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new Refusal("文件过大 / The file is too large to be an evidence file: " + file);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Refusal("无法读取文件 / The file cannot be read: " + file);
        }
    }

    private Pins pins() throws Refusal {
        String key = receiptKey == null ? null : fingerprint(receiptKey);
        if (authority != null) {
            return new Pins(fingerprint(authority), Pins.Source.OPTION, key);
        }
        AgentHome home = homeOption.home();
        return Authority.fingerprint(home)
                .map(known -> new Pins(known, Pins.Source.HOME, key))
                .orElse(new Pins(null, Pins.Source.FILE, key));
    }

    private static String fingerprint(String text) throws Refusal {
        String known = Pins.fingerprint(text);
        if (known == null) {
            throw new Refusal("指纹格式不对 / Not a SHA-256 fingerprint: " + text);
        }
        return known;
    }

    private static void print(Verdict verdict, PrintWriter out) {
        out.println(verdict.outcome().zh());
        out.println(verdict.outcome().en());
        Map<String, Object> facts = verdict.facts();
        if (facts.get("id") != null) {
            out.printf(
                    "  使用记录 / session %s，终端 / device %s，%s – %s%n",
                    facts.get("id"), facts.get("deviceId"), facts.get("startedAt"), facts.get("endedAt"));
            out.printf(
                    "  运行 / run %s s，有效 / active %s s，空载 / idle %s s；%s，%s%n",
                    facts.get("runSeconds"),
                    facts.get("activeSeconds"),
                    facts.get("idleSeconds"),
                    facts.get("source"),
                    facts.get("verification"));
        }
        if (facts.get("receivedFirst") != null) {
            out.printf(
                    "  读数 / readings %s，收讫 / received %s – %s%n",
                    facts.get("readings"), facts.get("receivedFirst"), facts.get("receivedLast"));
        }
        printTrust(verdict, out);
        print("问题 / problem", verdict.problems(), out);
        print("备注 / remark", verdict.remarks(), out);
    }

    private static void printTrust(Verdict verdict, PrintWriter out) {
        Object from = verdict.trust().get("caFrom");
        if (from == null) {
            return;
        }
        String words = switch (Pins.Source.valueOf(from.toString())) {
            case OPTION -> "由参数指定 / given by --ca";
            case HOME -> "本机登记的机构 / that of the enrolled home";
            case FILE -> "文件自带，请与平台公布的指纹核对 / from the file itself: compare it with the published one";
        };
        out.printf("  信任依据 / trust: CA %s（%s）%n", verdict.trust().get("caSha256"), words);
    }

    private static void print(String kind, List<Finding> findings, PrintWriter out) {
        findings.stream()
                .limit(SHOWN_MAX)
                .forEach(found -> out.printf(
                        "  %s [%s] %s: %s / %s%n", kind, found.code(), found.where(), found.zh(), found.en()));
        if (findings.size() > SHOWN_MAX) {
            out.printf("  … +%d%n", findings.size() - SHOWN_MAX);
        }
    }
}
