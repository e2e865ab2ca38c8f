package io.weiyi.agent.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The readings among each other: order, chain, gaps, counters, and the figures that follow from them. What the server
 * itself flagged is remarked and not held against the file.
 */
final class ChainCheck {
    private static final String SUMMARY = "summary.json";

    private final Fields session;
    private final List<?> flags;
    private final List<Finding> problems;
    private final List<Finding> remarks;

    ChainCheck(Fields session, List<Finding> problems, List<Finding> remarks) throws Unreadable {
        this.session = session;
        this.flags = session.list("flags");
        this.problems = problems;
        this.remarks = remarks;
    }

    void check(List<Told> readings, List<Fields> links) throws Unreadable {
        List<Place> places = new ArrayList<>();
        for (Told reading : readings) {
            places.add(new Place(reading.seq(), reading.prev(), reading.hash(), reading.where()));
        }
        for (Fields link : links) {
            long seq = link.number("seq");
            places.add(new Place(seq, link.text("prev"), link.text("hash"), "links.json (seq " + seq + ")"));
        }
        places.sort(Comparator.comparingLong(Place::seq));
        long first = session.number("firstSeq");
        long last = session.number("lastSeq");
        if (!places.isEmpty() && places.get(0).seq() > first) {
            hole(readings, first, Math.min(places.get(0).seq() - 1, last));
        }
        for (int i = 1; i < places.size(); i++) {
            Place before = places.get(i - 1);
            Place place = places.get(i);
            if (place.seq() == before.seq()) {
                problems.add(new Finding("order", place.where(), "序号重复", "its seq is there twice"));
            } else if (place.seq() == before.seq() + 1) {
                if (!place.prev().equals(before.hash())) {
                    tell(
                            "chain-break",
                            new Finding("chain", place.where(), "与前一条读数不相接", "it does not follow the one before it"));
                }
            } else if (before.seq() < last && place.seq() > first) {
                hole(readings, Math.max(before.seq() + 1, first), Math.min(place.seq() - 1, last));
            }
        }
        checkCounters(readings.stream()
                .filter(Told::own)
                .sorted(Comparator.comparingLong(Told::seq))
                .toList());
    }

    private void hole(List<Told> readings, long from, long to) {
        long open = from;
        boolean moved = true;
        while (moved && open <= to) {
            moved = false;
            for (Told reading : readings) {
                Told.Lost lost = reading.lost();
                if (lost != null && lost.has(open)) {
                    open = lost.to() + 1;
                    moved = true;
                }
            }
        }
        String where = "seq " + from + "–" + to;
        if (open > to) {
            remarks.add(new Finding("gap", where, "终端已签名声明丢失", "the device itself declared them lost"));
        } else {
            tell("seq-gap", new Finding("missing-readings", where, "缺少读数", "readings are missing"));
        }
    }

    private void checkCounters(List<Told> own) throws Unreadable {
        for (int i = 1; i < own.size(); i++) {
            Told before = own.get(i - 1);
            Told told = own.get(i);
            if (told.run() < before.run()
                    || told.active() < before.active()
                    || told.run() - told.active() < before.run() - before.active()) {
                tell("counter-back", new Finding("counters", told.where(), "计数倒退", "its counters go back"));
            }
        }
        if (own.isEmpty()) {
            problems.add(new Finding("nothing", "readings.jws", "没有本记录的读数", "no reading of this session is here"));
            return;
        }
        checkBase(own);
        long end = session.number("lastSeq");
        Optional<Told> last = own.stream().filter(told -> told.seq() == end).findFirst();
        if (last.isPresent()) {
            checkFigures(last.get());
        } else {
            problems.add(new Finding("figures", SUMMARY, "缺少末条读数", "its last reading is not here"));
        }
    }

    /** A part of a session begins where the reading at the cut stands. */
    private void checkBase(List<Told> own) throws Unreadable {
        long run = session.number("baseRunSeconds");
        long active = session.number("baseActiveSeconds");
        boolean zero = session.number("part") == 1 && run == 0 && active == 0;
        long first = session.number("firstSeq");
        boolean told = own.stream()
                .anyMatch(reading -> reading.seq() <= first && reading.run() == run && reading.active() == active);
        if (!zero && !told) {
            tell(
                    "counter-back",
                    new Finding("figures", SUMMARY, "起始计数与读数不符", "where it begins is not what the readings say"));
        }
    }

    private void checkFigures(Told last) throws Unreadable {
        if (session.values().get("decidedInDispute") != null) {
            remarks.add(new Finding(
                    "decided",
                    SUMMARY,
                    "数字由两人在异议处理中认定，读数未改动",
                    "the figures were decided by two persons in a dispute; the readings are as they were"));
            return;
        }
        boolean same = last.run() - session.number("baseRunSeconds") == session.number("runSeconds")
                && last.active() - session.number("baseActiveSeconds") == session.number("activeSeconds")
                && session.number("runSeconds") == session.number("activeSeconds") + session.number("idleSeconds");
        if (!same) {
            tell(
                    "counter-back",
                    new Finding("figures", SUMMARY, "汇总数字与读数不符", "the figures are not what the readings say"));
        }
        if (session.values().get("endedAt") != null && !session.time("endedAt").equals(last.at())) {
            remarks.add(new Finding(
                    "end-time", SUMMARY, "结束时间与末条读数的时间不同", "it ends at another time than its last reading"));
        }
    }

    /** A remark where the server flagged it in the signed summary, a problem where it did not. */
    private void tell(String flag, Finding finding) {
        boolean known = flags.stream().anyMatch(each -> Objects.equals(each, flag));
        (known ? remarks : problems).add(finding);
    }

    private record Place(long seq, String prev, String hash, String where) {}
}
