package io.weiyi.agent.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lint finds what it is there for, so that its silence about the real scripts means something. */
class PowerShellLintTest {

    @Test
    void findings_ofACleanScript_areNone() {
        assertThat(PowerShellLint.findings("""
                # don't mind
                function Say([string]$what) { Write-Host "it said `"$what`" and ''" }
                if (Test-Path 'C:\\it''s') { Say 'Expand-Archive ((' }
                """)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Expand-Archive a b",
                "$h = Get-FileHash x",
                "if ($a -in $b) { }",
                "[Net.WebClient]::new()",
                "if (Test-Path 'a') {",
                "Write-Host 'open",
                "(Get-Content x]",
                "Join-Path $PSScriptRoot 'x'",
                "a && b"
            })
    void findings_ofWhatWindows7CannotRead_areSaid(String script) {
        assertThat(PowerShellLint.findings(script)).isNotEmpty();
    }
}
