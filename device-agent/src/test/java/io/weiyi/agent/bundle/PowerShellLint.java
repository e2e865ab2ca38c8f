package io.weiyi.agent.bundle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads a PowerShell script as far as a build without PowerShell can: strings and comments end, brackets match, every
 * command is one that PowerShell 2.0 has or that the script defines, and no newer syntax is used.
 */
final class PowerShellLint {
    /** What the scripts may call, all of it in the PowerShell 2.0 of Windows 7. */
    private static final Set<String> KNOWN = Set.of(
            "Copy-Item",
            "Get-ChildItem",
            "Get-Content",
            "Get-Service",
            "Join-Path",
            "Move-Item",
            "New-Item",
            "New-Object",
            "Out-Null",
            "Read-Host",
            "Remove-Item",
            "Select-Object",
            "Split-Path",
            "Start-Service",
            "Stop-Service",
            "Test-Path",
            "Where-Object",
            "Write-Host");

    private static final Pattern COMMAND = Pattern.compile("(?<![-\\w.$\\\\])([A-Z][a-z]+-[A-Z][A-Za-z0-9]+)");
    private static final Pattern FUNCTION = Pattern.compile("function\\s+([A-Za-z0-9-]+)");
    private static final Pattern NEWER = Pattern.compile(
            "::new\\(|\\[ordered]|\\[pscustomobject]|\\$PSScriptRoot|\\s-(?:in|notin)\\s|\\bclass\\s+\\w+\\s*\\{"
                    + "|\\busing\\s+\\w|\\?\\?|&&|\\|\\||\\.(?:Where|ForEach)\\(|\\[SecurityProtocolType]|\\bTls12\\b",
            Pattern.CASE_INSENSITIVE);

    private final String script;
    private final StringBuilder code = new StringBuilder();
    private final List<String> findings = new ArrayList<>();

    private PowerShellLint(String script) {
        this.script = script;
    }

    /** What is wrong with the script; nothing when all is well. */
    static List<String> findings(String script) {
        PowerShellLint lint = new PowerShellLint(script);
        lint.stripAndMatch();
        lint.judge();
        return lint.findings;
    }

    /** Leaves the code without comments and the text of strings, and matches brackets on the way. */
    private void stripAndMatch() {
        Deque<Character> open = new ArrayDeque<>();
        int at = 0;
        while (at < script.length()) {
            char c = script.charAt(at);
            if (c == '`') {
                at++;
            } else if (c == '#') {
                at = lineEnd(at) - 1;
            } else if (c == '\'' || c == '"') {
                at = stringEnd(at, c);
                code.append("''");
            } else {
                match(open, c, at);
                code.append(c);
            }
            at++;
        }
        if (!open.isEmpty()) {
            findings.add("not closed: " + open);
        }
    }

    private int lineEnd(int at) {
        int end = script.indexOf('\n', at);
        return end < 0 ? script.length() : end;
    }

    /** A quote within a string is doubled, or behind a back tick when the string is a double-quoted one. */
    private int stringEnd(int start, char quote) {
        for (int at = start + 1; at < script.length(); at++) {
            char c = script.charAt(at);
            if (c == '`' && quote == '"') {
                at++;
            } else if (c == quote && at + 1 < script.length() && script.charAt(at + 1) == quote) {
                at++;
            } else if (c == quote) {
                return at;
            }
        }
        findings.add("string without end in line " + line(start));
        return script.length();
    }

    private void match(Deque<Character> open, char c, int at) {
        int opening = "({[".indexOf(c);
        if (opening >= 0) {
            open.push(")}]".charAt(opening));
        } else if (")}]".indexOf(c) >= 0 && (open.isEmpty() || open.pop() != c)) {
            findings.add("unexpected " + c + " in line " + line(at));
        }
    }

    private long line(int at) {
        return 1 + script.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    private void judge() {
        Set<String> known = new TreeSet<>(KNOWN);
        FUNCTION.matcher(code).results().forEach(result -> known.add(result.group(1)));
        COMMAND.matcher(code)
                .results()
                .map(result -> result.group(1))
                .filter(command -> !known.contains(command))
                .forEach(command -> findings.add("not in PowerShell 2.0, or not known to be: " + command));
        NEWER.matcher(code).results().forEach(result -> findings.add("newer than PowerShell 2.0: " + result.group()));
    }
}
