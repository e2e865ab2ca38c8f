package io.weiyi.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules for migrations that a reviewer should not have to look for. */
class MigrationsTest {

    private static final Pattern NAME = Pattern.compile("V(\\d{4})__[a-z0-9]+(_[a-z0-9]+)+\\.sql");
    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\w+)");

    private static List<Path> files = List.of();

    @BeforeAll
    static void list() throws IOException {
        try (Stream<Path> found = Files.list(Path.of("src/main/resources/db/migration"))) {
            files = found.sorted().toList();
        }
    }

    @Test
    void names_followThePatternAndNoNumberStandsTwice() {
        List<Integer> numbers = new ArrayList<>();
        for (Path file : files) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            assertThat(name.matches()).as(file.getFileName().toString()).isTrue();
            numbers.add(Integer.valueOf(name.group(1)));
        }
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void types_areExact() throws IOException {
        for (Path file : files) {
            String sql = Files.readString(file).replaceAll("--.*", "").toLowerCase(java.util.Locale.ROOT);
            assertThat(sql)
                    .as(file.toString())
                    .doesNotContainPattern("\\b(real|float|double precision|money|timestamp|serial)\\b");
        }
    }

    @Test
    void tables_areExplained() throws IOException {
        for (Path file : files) {
            String sql = Files.readString(file);
            Matcher table = TABLE.matcher(sql);
            while (table.find()) {
                assertThat(sql).as(file + ": " + table.group(1)).contains("COMMENT ON TABLE " + table.group(1) + " IS");
            }
        }
    }
}
