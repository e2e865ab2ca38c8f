package io.weiyi.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a planned city into an empty database, in the caller's transaction: first those whom the rest refers to. */
final class CityWriter {

    private final Connection connection;
    private final CityPlan city;
    private final Instant madeAt;

    private CityWriter(Connection connection, CityPlan city) {
        this.connection = connection;
        this.city = city;
        this.madeAt = city.times().now();
    }

    /** The ids that were given, by the numbers of the plan. */
    record Written(DemoIds organisations, DemoIds people, DemoIds instruments, DemoIds bookings, DemoIds sessions) {}

    static Written write(Connection connection, CityPlan city, String passwordHash, DemoPapers.Kept papers)
            throws SQLException {
        CityWriter writer = new CityWriter(connection, city);
        DemoIds areas = writer.areas();
        DemoIds organisations = writer.organisations(areas);
        DemoIds people = writer.people(organisations, areas, passwordHash);
        CatalogueWriter catalogue = new CatalogueWriter(connection, city, areas, organisations, people);
        DemoIds instruments = catalogue.write();
        RulesWriter rules = new RulesWriter(connection, city, organisations, people, instruments);
        rules.write(catalogue.serviceItems());
        HistoryWriter history = new HistoryWriter(connection, city, organisations, people, instruments);
        history.write(rules.tariffs());
        new ChargesWriter(connection, city, organisations, people, instruments, history)
                .write(ChargePlan.make(city, rules.tariffs()));
        new SettlingWriter(connection, writer.madeAt).write(papers);
        new OrdersWriter(connection, city, organisations, people).write(catalogue.serviceItems(), rules.itemTariffs());
        writer.note(instruments);
        return new Written(organisations, people, instruments, history.bookings(), history.sessions());
    }

    private DemoIds areas() throws SQLException {
        DemoIds ids =
                DemoIds.reserve(connection, "area", city.catalogue().areas().size());
        try (CopyTable table =
                new CopyTable(connection, "area", "id, code, name_zh, name_en, office_zh, office_en, sort")) {
            for (int i = 0; i < city.catalogue().areas().size(); i++) {
                DemoCatalogue.Area area = city.catalogue().areas().get(i);
                table.row(
                        ids.of(i),
                        area.code().isEmpty() ? null : area.code(),
                        area.nameZh(),
                        area.nameEn(),
                        area.officeZh(),
                        area.nameEn() + " Science and Technology Office",
                        i + 1);
            }
        }
        return ids;
    }

    private DemoIds organisations(DemoIds areas) throws SQLException {
        DemoIds ids =
                DemoIds.reserve(connection, "organisation", city.organisations().size());
        try (CopyTable table = new CopyTable(
                connection,
                "organisation",
                "id, code, name_zh, name_en, area_id, region_code, kind, size_class, provider, status, address, joined_at, created_at")) {
            for (DemoOrganisation o : city.organisations()) {
                table.row(
                        ids.of(o.no()),
                        o.code(),
                        o.nameZh(),
                        o.nameEn(),
                        areas.of(o.area()),
                        o.regionCode(),
                        o.kind(),
                        o.sizeClass(),
                        o.provider(),
                        o.status(),
                        o.address(),
                        o.status().equals("ACTIVE") ? o.joinedAt() : null,
                        o.joinedAt());
            }
        }
        try (CopyTable table = new CopyTable(
                connection,
                "tech_sme_entry",
                "organisation_code, name_zh, entry_number, valid_from, valid_until, source")) {
            for (TechSmeEntry entry : city.techSmes()) {
                table.row(
                        entry.code(),
                        entry.nameZh(),
                        entry.entryNumber(),
                        entry.validFrom(),
                        entry.validUntil(),
                        "demo");
            }
        }
        return ids;
    }

    private DemoIds people(DemoIds organisations, DemoIds areas, String passwordHash) throws SQLException {
        DemoIds ids =
                DemoIds.reserve(connection, "person", city.people().people().size());
        Instant since = city.times().historyStart().minusSeconds(86_400);
        try (CopyTable table = new CopyTable(
                connection,
                "person",
                "id, username, display_name, mobile, email, password_hash, status, demo, created_at")) {
            for (DemoPerson p : city.people().people()) {
                table.row(
                        ids.of(p.no()),
                        p.username(),
                        p.displayName(),
                        p.mobile(),
                        p.email(),
                        p.account() ? passwordHash : null,
                        "ACTIVE",
                        p.account(),
                        since);
            }
        }
        try (CopyTable table = new CopyTable(
                connection, "membership", "person_id, organisation_id, status, requested_at, decided_at")) {
            for (DemoPerson p : city.people().people()) {
                if (p.organisation() != DemoPerson.NOBODY) {
                    table.row(ids.of(p.no()), organisations.of(p.organisation()), "ACTIVE", since, since);
                }
            }
        }
        try (CopyTable table =
                new CopyTable(connection, "role_grant", "person_id, role, organisation_id, area_id, granted_at")) {
            for (DemoPerson p : city.people().people()) {
                for (DemoPerson.Grant grant : p.grants()) {
                    table.row(
                            ids.of(p.no()),
                            grant.role(),
                            scope(organisations, grant.organisation()),
                            scope(areas, grant.area()),
                            since);
                }
            }
        }
        submitted(organisations, ids);
        return ids;
    }

    /** Firms that wait for their area's office were handed in by the person who registered them. */
    private void submitted(DemoIds organisations, DemoIds people) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE organisation SET submitted_by = ?, submitted_at = created_at WHERE id = ?")) {
            for (DemoOrganisation o : city.organisations()) {
                if (o.status().equals("SUBMITTED")) {
                    statement.setLong(1, people.of(city.people().chiefOf(o.no())));
                    statement.setLong(2, organisations.of(o.no()));
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
    }

    private static @Nullable Object scope(DemoIds ids, int no) {
        return no == DemoPerson.NOBODY ? null : ids.of(no);
    }

    /** The audit log tells where all this came from. */
    private void note(DemoIds instruments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO audit_entry (at, actor, action, subject_kind, subject_id, detail)
                VALUES (?::timestamptz, 'system', 'demo.fill', 'city', 'demo', ?::jsonb)""")) {
            statement.setString(1, madeAt.toString());
            statement.setString(
                    2,
                    String.format(
                            Locale.ROOT,
                            "{\"anchor\": \"%s\", \"until\": \"%s\", \"labPcs\": [%s], \"devices\": [%s]}",
                            city.times().anchor(),
                            city.times().now(),
                            watched(instruments, DemoInstrument.Metering.LAB_PC),
                            watched(instruments, DemoInstrument.Metering.DEVICE)));
            statement.executeUpdate();
        }
    }

    private String watched(DemoIds instruments, DemoInstrument.Metering use) {
        return city.instruments().stream()
                .filter(i -> i.use() == use)
                .map(i -> String.valueOf(instruments.of(i.no())))
                .collect(Collectors.joining(", "));
    }
}
