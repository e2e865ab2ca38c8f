package io.weiyi.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class ProgramPatternTest {
    @ParameterizedTest
    @CsvSource({
        "acquire,                    /opt/sem/acquire,     acquire -x,                 true",
        "acquire,                    /opt/sem/acquire2,    acquire2,                   false",
        "acquire*,                   /opt/sem/acquire2,    acquire2,                   true",
        "/opt/*/acquire,             /opt/sem/acquire,     acquire,                    true",
        "/opt/*/acquire,             /usr/bin/acquire,     acquire,                    false",
        "acqu?re,                    /opt/sem/acquire,     acquire,                    true",
        "a.quire,                    /opt/sem/acquire,     acquire,                    false",
        "python3* ~ scan.py,         /usr/bin/python3.11,  python3 /lab/scan.py --all, true",
        "python3* ~ scan.py,         /usr/bin/python3.11,  python3 /lab/other.py,      false",
        "~ scan.py,                  /usr/bin/python3.11,  python3 /lab/scan.py,       true",
        "python3 ~ scan.py,          /usr/bin/perl,        perl scan.py,               false",
    })
    void matches_namePathAndCommandLine(String pattern, String path, String commandLine, boolean expected) {
        assertThat(ProgramPattern.of(pattern).matches(path, commandLine)).isEqualTo(expected);
    }
}
