package io.weiyi.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/**
 * The schema as migrations leave it, beside a file that a reviewer reads. After a wanted change run with
 * {@code -Dgolden.update=true}.
 */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class GoldenSchemaIT {

    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden-schema.txt");

    @Inject
    Jdbi jdbi;

    @Test
    void schema_afterMigrations_isTheReviewedOne() throws IOException {
        String found = String.join("\n", describe()) + "\n";
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, found);
        }
        assertThat(found).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void foreignKeys_areIndexed() {
        assertThat(list("""
                        SELECT c.conrelid::regclass || '.' || c.conname
                          FROM pg_constraint c
                         WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
                           AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])
                         ORDER BY 1"""))
                .as("foreign keys without an index that begins with them")
                .isEmpty();
    }

    private List<String> describe() {
        // The monthly partitions come with the calendar and are left out.
        return list("""
                SELECT line FROM (
                    SELECT a.attrelid::regclass || ' column ' || lpad(a.attnum::text, 2, '0') || ' ' || a.attname || ' '
                           || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
                           || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
                      FROM pg_attribute a
                      JOIN pg_class t ON t.oid = a.attrelid AND t.relkind IN ('r', 'p', 'v') AND NOT t.relispartition
                      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                     WHERE t.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
                    UNION ALL
                    SELECT c.conrelid::regclass || ' constraint ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
                      FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid AND NOT t.relispartition
                     WHERE c.connamespace = 'public'::regnamespace AND c.contype <> 'n'
                    UNION ALL
                    SELECT i.indrelid::regclass || ' index ' || pg_get_indexdef(i.indexrelid)
                      FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid AND NOT t.relispartition
                     WHERE t.relnamespace = 'public'::regnamespace
                    UNION ALL
                    SELECT g.tgrelid::regclass || ' trigger ' || pg_get_triggerdef(g.oid)
                      FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid AND NOT t.relispartition
                     WHERE NOT g.tgisinternal AND t.relnamespace = 'public'::regnamespace
                    UNION ALL
                    SELECT t.oid::regclass || ' application may ' || string_agg(p.privilege, ',' ORDER BY p.privilege)
                      FROM pg_class t, unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE']) AS p(privilege)
                     WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition
                       AND has_table_privilege(current_user, t.oid, p.privilege)
                     GROUP BY t.oid
                ) AS lines WHERE line NOT LIKE 'flyway_schema_history%' ORDER BY line COLLATE "C" """);
    }

    private List<String> list(String query) {
        return jdbi.withHandle(h -> h.createQuery(query).mapTo(String.class).list());
    }
}
