package io.weiyi.agent.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evidence file is worth.
 *
 * @param outcome in one word
 * @param facts about the session, as far as they could be read
 * @param trust whose word it rests on
 * @param problems each of them spoils the evidence
 * @param remarks what the server itself said of it, or a reader should know
 */
public record Verdict(
        Outcome outcome,
        Map<String, Object> facts,
        Map<String, Object> trust,
        List<Finding> problems,
        List<Finding> remarks) {
    /** In one word. */
    public enum Outcome {
        GENUINE("核验通过：机时存证真实完整，未被改动。", "Verified: this evidence is genuine and nothing in it was changed."),
        UNSIGNED("不是证据：本记录没有采集终端的签名读数。", "No evidence: no device signed anything of this session."),
        REFUSED("核验不通过：本文件被改动或不可信。", "Refused: this file was changed or cannot be trusted.");

        private final String zh;
        private final String en;

        Outcome(String zh, String en) {
            this.zh = zh;
            this.en = en;
        }

        public String zh() {
            return zh;
        }

        public String en() {
            return en;
        }
    }

    public Verdict {
        facts = new LinkedHashMap<>(facts);
        trust = new LinkedHashMap<>(trust);
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
    }

    public boolean isGenuine() {
        return outcome == Outcome.GENUINE;
    }

    /** The verdict for programs. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", outcome.name());
        json.put("valid", isGenuine());
        json.put("zh", outcome.zh());
        json.put("en", outcome.en());
        json.put("session", facts);
        json.put("trust", trust);
        json.put("problems", problems.stream().map(Verdict::json).toList());
        json.put("remarks", remarks.stream().map(Verdict::json).toList());
        return json;
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", finding.code());
        json.put("where", finding.where());
        json.put("zh", finding.zh());
        json.put("en", finding.en());
        return json;
    }
}
