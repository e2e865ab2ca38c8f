package io.weiyi.agent.verify;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks one evidence file as a whole. Everything is looked at, so that a changed byte is named where it lies. */
public final class EvidenceCheck {
    private static final List<String> FACTS = List.of(
            "id",
            "sid",
            "instrumentId",
            "deviceId",
            "bookingId",
            "startedAt",
            "endedAt",
            "runSeconds",
            "activeSeconds",
            "idleSeconds",
            "source",
            "status",
            "verification",
            "flags");

    private final Pins pins;
    private final List<Finding> problems = new ArrayList<>();
    private final List<Finding> remarks = new ArrayList<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private Map<String, Object> trust = Map.of();
    private boolean unsigned;

    private EvidenceCheck(Pins pins) {
        this.pins = pins;
    }

    /** The verdict on a file. */
    public static Verdict of(byte[] zip, Pins pins) {
        EvidenceCheck check = new EvidenceCheck(pins);
        Archive.read(zip, check.problems).ifPresent(check::check);
        Verdict.Outcome outcome = !check.problems.isEmpty()
                ? Verdict.Outcome.REFUSED
                : check.unsigned ? Verdict.Outcome.UNSIGNED : Verdict.Outcome.GENUINE;
        return new Verdict(outcome, check.facts, check.trust, check.problems, check.remarks);
    }

    private void check(Archive archive) {
        Contents contents = new Contents(archive, problems);
        Keys keys = Keys.of(contents, pins, problems);
        trust = keys.trust();
        Manifest.check(archive, contents, keys.receipts(), problems);
        Optional<Fields> summary = contents.object("summary.json");
        if (summary.isEmpty()) {
            return;
        }
        try {
            checkSession(summary.get(), contents, keys);
        } catch (Unreadable | DateTimeException | ArithmeticException e) {
            problems.add(new Finding("unreadable", "summary.json", "汇总无法读取", "the summary cannot be read"));
        }
    }

    private void checkSession(Fields summary, Contents contents, Keys keys) throws Unreadable {
        Fields session = summary.object("session");
        FACTS.forEach(name -> facts.put(name, session.values().get(name)));
        List<String> lines = contents.lines("readings.jws");
        facts.put("readings", lines.size());
        ReceiptBook book = ReceiptBook.of(contents, keys, problems);
        unsigned = lines.isEmpty() && Boolean.FALSE.equals(summary.values().get("signed"));
        if (unsigned) {
            return;
        }
        List<ReceiptBook.Receipt> receipts = book.receipts();
        if (!receipts.isEmpty()) {
            facts.put("receivedFirst", receipts.get(0).receivedText());
            facts.put("receivedLast", receipts.get(receipts.size() - 1).receivedText());
        }
        List<Told> told = new ReadingsCheck(session, keys, book, problems).check(lines);
        new ChainCheck(session, problems, remarks).check(told, contents.objects("links.json"));
        if (!session.list("flags").isEmpty()) {
            remarks.add(new Finding(
                    "flags",
                    "summary.json",
                    "平台标记：" + session.list("flags"),
                    "flagged by the server: " + session.list("flags")));
        }
    }
}
