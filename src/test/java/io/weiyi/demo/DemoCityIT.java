package io.weiyi.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.embedded.DataFolder;
import io.weiyi.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The figures that the city promises, counted in a real database that was filled as the application's own role, with all
 * constraints in force. It has a database of its own, so that other tests keep theirs empty.
 */
class DemoCityIT {

    private static final Logger LOG = Logger.getLogger(DemoCityIT.class);
    private static final DemoTimes TIMES = DemoTimes.at(Instant.parse("2026-11-25T03:20:00Z"));
    private static final String HASH = "not a password's hash";

    private static DataFolder folder;
    private static EmbeddedDatabase database;
    private static Connection connection;

    @BeforeAll
    static void fill() throws Exception {
        Path root = Path.of("target", "demo-data");
        empty(root);
        folder = DataFolder.open(root);
        database = EmbeddedDatabase.start(folder);
        Map<String, String> settings = database.settings();
        Flyway.configure()
                .dataSource(
                        database.jdbcUrl(),
                        settings.get("quarkus.flyway.username"),
                        settings.get("quarkus.flyway.password"))
                .placeholders(Map.of("app_role", EmbeddedDatabase.APP_ROLE))
                .load()
                .migrate();
        connection = DriverManager.getConnection(
                database.jdbcUrl(),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
        connection.setAutoCommit(false);
        CityPlan city = CityPlan.make(TIMES);
        long begun = System.nanoTime();
        CityWriter.write(connection, city, HASH, papers());
        connection.commit();
        LOG.infof("written in %d ms", (System.nanoTime() - begun) / 1_000_000);
    }

    /** The papers lie in a store that this test has none of; their rows are enough. */
    private static DemoPapers.Kept papers() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO blob (id, sha256, size_bytes, media_type, file_name, created_at)"
                            + " SELECT n, repeat('0', 64), 1, 'application/pdf', 'sample.pdf', now() FROM generate_series(1, 2) AS n");
        }
        return new DemoPapers.Kept(1, 2);
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        database.close();
        folder.close();
    }

    private static void empty(Path root) throws IOException {
        if (Files.exists(root)) {
            try (var files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    if (!file.startsWith(root.resolve("postgres-binaries")) && !file.equals(root)) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    @Test
    void instruments_filled_countClassesModelsAndWorth() throws SQLException {
        assertThat(number("SELECT count(*) FROM instrument")).isGreaterThanOrEqualTo(1800);
        assertThat(number("SELECT count(DISTINCT left(class_code, 2)) FROM instrument"))
                .isEqualTo(15);
        assertThat(number("SELECT count(DISTINCT model) FROM instrument")).isGreaterThanOrEqualTo(150);
        assertThat(number("SELECT sum(worth_fen) FROM instrument")).isBetween(123_750_000_000L, 126_250_000_000L);
        assertThat(number("SELECT count(*) FROM instrument i WHERE NOT EXISTS"
                        + " (SELECT 1 FROM accessory a WHERE a.instrument_id = i.id)"))
                .isZero();
        assertThat(number(
                        "SELECT count(*) FROM instrument WHERE name_en = '' OR function_text = '' OR search_text = ''"))
                .isZero();
        assertThat(number("SELECT count(*) FROM instrument i WHERE bookable AND NOT EXISTS"
                        + " (SELECT 1 FROM tariff t WHERE t.instrument_id = i.id AND upper_inf(t.valid))"))
                .isZero();
    }

    @Test
    void search_wordsOfPeople_findAScanningMicroscopeWithEds() throws SQLException {
        for (String word : List.of("电镜", "扫描电", "sem", "eds", "能谱", "质谱", "orbitrap")) {
            assertThat(number("SELECT count(*) FROM instrument i WHERE EXISTS (SELECT 1 FROM search_synonym a"
                            + " JOIN search_synonym b USING (group_id) WHERE a.term LIKE '%" + word
                            + "%' AND i.search_text LIKE '%' || b.term || '%') OR i.search_text LIKE '%" + word + "%'"))
                    .as(word)
                    .isPositive();
        }
    }

    @Test
    void organisations_filled_networkRateIsTheCitys() throws SQLException {
        assertThat(number("SELECT count(*) FROM organisation WHERE status = 'ACTIVE'"))
                .isGreaterThanOrEqualTo(2900);
        assertThat(number("SELECT count(*) FROM organisation WHERE provider")).isGreaterThanOrEqualTo(100);
        String valid = "FROM tech_sme_entry e WHERE DATE '2026-11-25' BETWEEN valid_from AND valid_until - 1";
        assertThat(number("SELECT count(DISTINCT organisation_code) " + valid)).isEqualTo(2689);
        assertThat(text("SELECT round(100.0 * count(DISTINCT o.id) / count(DISTINCT e.organisation_code), 1) || '%'"
                        + " FROM tech_sme_entry e LEFT JOIN organisation o ON o.code = e.organisation_code AND o.status = 'ACTIVE'"
                        + " WHERE DATE '2026-11-25' BETWEEN valid_from AND valid_until - 1"))
                .isEqualTo("99.1%");
    }

    @Test
    void history_filled_fortyThousandOfEachAYear() throws SQLException {
        String lastYear = " >= '2025-01-01 00:00+08' AND %s < '2026-01-01 00:00+08'";
        assertThat(number("SELECT count(*) FROM booking WHERE starts_at" + lastYear.formatted("starts_at")))
                .isGreaterThanOrEqualTo(40_000);
        assertThat(number("SELECT count(*) FROM usage_session WHERE started_at" + lastYear.formatted("started_at")))
                .isGreaterThanOrEqualTo(40_000);
        long ofThisYear = 40_000L * 328 / 365;
        assertThat(number("SELECT count(*) FROM booking WHERE starts_at >= '2026-01-01 00:00+08'"
                        + " AND starts_at < '2026-11-25 11:20+08'"))
                .isGreaterThanOrEqualTo(ofThisYear);
        assertThat(number("SELECT count(*) FROM usage_session WHERE started_at >= '2026-01-01 00:00+08'"))
                .isGreaterThanOrEqualTo(ofThisYear);
        assertThat(number("SELECT count(*) FROM booking WHERE starts_at >= '2026-12-14 00:00+08'"))
                .isPositive();
        assertThat(number("SELECT count(*) FROM usage_session WHERE source = 'IMPORTED' AND verification = 'VERIFIED'"))
                .isZero();
        assertThat(number("SELECT count(*) FROM usage_session WHERE source <> 'IMPORTED'"))
                .isZero();
    }

    @Test
    void accounts_filled_existOnceWithTheirRoles() throws SQLException {
        assertThat(texts("SELECT username FROM person WHERE demo ORDER BY username"))
                .containsExactlyElementsOf(PeoplePlan.ACCOUNTS.stream().sorted().toList());
        assertThat(number(
                        "SELECT count(DISTINCT role) FROM person JOIN role_grant ON person_id = person.id WHERE demo"))
                .isEqualTo(12);
        assertThat(number("SELECT count(*) FROM person WHERE password_hash IS NOT NULL AND NOT demo"))
                .isZero();
    }

    @Test
    void serviceItems_filled_soldInEightChannels() throws SQLException {
        assertThat(number("SELECT count(*) FROM service_item")).isGreaterThanOrEqualTo(650);
        assertThat(number("SELECT count(DISTINCT channel_code) FROM service_item"))
                .isEqualTo(8);
        assertThat(number("SELECT count(*) FROM service_item s WHERE NOT EXISTS"
                        + " (SELECT 1 FROM tariff t WHERE t.service_item_id = s.id)"))
                .isZero();
    }

    @Test
    void charges_filled_sumAndBalanceAndAreSettledForTheFirstFirm() throws SQLException {
        assertThat(number("SELECT count(*) FROM charge c WHERE total_fen <>"
                        + " (SELECT sum(amount_fen) FROM charge_line l WHERE l.charge_id = c.id)"))
                .isZero();
        assertThat(number("SELECT count(DISTINCT posting_month) FROM charge")).isGreaterThanOrEqualTo(22);
        assertThat(number("SELECT coalesce(sum(amount_fen), 0) FROM ledger_entry"))
                .isZero();
        assertThat(number("SELECT count(*) FROM charge WHERE total_fen > 0"))
                .isEqualTo(number("SELECT count(*) FROM ledger_transaction WHERE kind = 'charge'"));
        assertThat(texts("SELECT c.status FROM charge c JOIN membership m USING (organisation_id)"
                        + " JOIN person p ON p.id = m.person_id WHERE p.username = 'sme' AND c.total_fen > 0"))
                .containsExactly("PAID", "PAID", "PAID");
    }

    @Test
    void charges_invoicedAndPaid_haveTheirPapersAndReceipts() throws SQLException {
        assertThat(number("SELECT count(*) FROM charge c WHERE status IN ('INVOICED','PAID') AND total_fen <>"
                        + " (SELECT coalesce(sum(allocated_fen), 0) FROM invoice_charge a WHERE a.charge_id = c.id)"))
                .isZero();
        assertThat(number("SELECT count(*) FROM charge c WHERE status = 'PAID' AND total_fen <>"
                        + " (SELECT coalesce(sum(allocated_fen), 0) FROM payment_charge a WHERE a.charge_id = c.id)"))
                .isZero();
        assertThat(number("SELECT count(*) FROM invoice")).isPositive();
        assertThat(number("SELECT count(*) FROM invoice i WHERE NOT EXISTS"
                        + " (SELECT 1 FROM invoice_file f WHERE f.invoice_id = i.id)"))
                .isZero();
        // What is still owed is what is charged and not paid.
        assertThat(number("SELECT sum(b.balance_fen) FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id"
                        + " WHERE a.code LIKE 'CHARGE-OWED-%'"))
                .isEqualTo(number("SELECT sum(total_fen) FROM charge WHERE status <> 'PAID'"));
    }

    @Test
    void orders_filled_areInEveryState() throws SQLException {
        assertThat(number("SELECT count(*) FROM sample_order")).isGreaterThanOrEqualTo(2200);
        assertThat(number("SELECT count(DISTINCT status) FROM sample_order")).isEqualTo(8);
        assertThat(number("SELECT count(*) FROM sample_order o WHERE quote_fen = 0 OR NOT EXISTS"
                        + " (SELECT 1 FROM sample_kind k WHERE k.order_id = o.id)"))
                .isZero();
    }

    @Test
    void slots_filled_followTheirBookings() throws SQLException {
        assertThat(number("SELECT count(*) FROM slot s JOIN booking b ON b.slot_id = s.id"
                        + " WHERE s.active <> (b.status IN ('PENDING_APPROVAL','CONFIRMED','IN_USE','FINISHED'))"))
                .isZero();
        assertThat(number("SELECT count(*) FROM organisation WHERE status = 'SUBMITTED' AND submitted_by IS NOT NULL"))
                .isPositive();
    }

    private static long number(String query) throws SQLException {
        return Long.parseLong(text(query));
    }

    private static String text(String query) throws SQLException {
        return texts(query).get(0);
    }

    private static List<String> texts(String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
