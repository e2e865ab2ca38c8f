package io.weiyi.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes classes, instruments, accessories, service items and the words of search. */
final class CatalogueWriter {

    private final Connection connection;
    private final CityPlan city;
    private final DemoIds areas;
    private final DemoIds organisations;
    private final DemoIds people;
    private final DemoIds instruments;
    private final DemoIds serviceItems;

    CatalogueWriter(Connection connection, CityPlan city, DemoIds areas, DemoIds organisations, DemoIds people)
            throws SQLException {
        this.connection = connection;
        this.city = city;
        this.areas = areas;
        this.organisations = organisations;
        this.people = people;
        this.instruments =
                DemoIds.reserve(connection, "instrument", city.instruments().size());
        this.serviceItems =
                DemoIds.reserve(connection, "service_item", city.serviceItems().size());
    }

    DemoIds serviceItems() {
        return serviceItems;
    }

    DemoIds write() throws SQLException {
        classes();
        instrumentRows();
        accessories();
        items();
        synonyms();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT instrument_search_refresh(NULL)");
        }
        return instruments;
    }

    private void classes() throws SQLException {
        try (CopyTable table = new CopyTable(connection, "instrument_class", "code, name_zh, name_en")) {
            for (DemoCatalogue.InstrumentClass c : city.catalogue().classes()) {
                table.row(c.code(), c.nameZh(), c.nameEn());
            }
        }
        try (CopyTable table = new CopyTable(connection, "service_channel", "code, name_zh, name_en, sort")) {
            List<DemoCatalogue.Channel> channels = city.catalogue().channels();
            for (int i = 0; i < channels.size(); i++) {
                table.row(
                        channels.get(i).code(),
                        channels.get(i).nameZh(),
                        channels.get(i).nameEn(),
                        i + 1);
            }
        }
    }

    private void instrumentRows() throws SQLException {
        try (CopyTable table = new CopyTable(
                connection,
                "instrument",
                "id, inner_id, owner_id, class_code, area_id, name_zh, name_en, model, manufacturer, nation, worth_fen, began_on,"
                        + " technical, function_text, service_content, sample_requirement, turnaround_days, contact_name,"
                        + " contact_phone, contact_email, location, status, share_mode, bookable, metered")) {
            for (DemoInstrument i : city.instruments()) {
                DemoCatalogue.Family family = i.model().family();
                DemoPerson contact = city.people().people().get(i.contact());
                table.row(
                        instruments.of(i.no()),
                        i.innerId(),
                        organisations.of(i.owner()),
                        family.classCode(),
                        areas.of(i.area()),
                        i.nameZh(),
                        i.model().nameEn(),
                        i.model().model(),
                        i.model().manufacturer(),
                        i.model().nation(),
                        i.worthFen(),
                        i.beganOn(),
                        i.model().technical(),
                        family.function(),
                        family.serviceContent(),
                        family.sampleRequirement(),
                        family.turnaroundDays(),
                        contact.displayName(),
                        i.contactPhone(),
                        contact.email(),
                        i.location(),
                        i.status(),
                        i.shareMode(),
                        i.bookable(),
                        i.meantToBeMetered());
            }
        }
    }

    private void accessories() throws SQLException {
        try (CopyTable table = new CopyTable(connection, "accessory", "instrument_id, name_zh, name_en")) {
            for (DemoInstrument i : city.instruments()) {
                for (DemoText.Pair accessory : i.model().accessories()) {
                    table.row(instruments.of(i.no()), accessory.left(), accessory.right());
                }
            }
        }
    }

    private void items() throws SQLException {
        try (CopyTable table = new CopyTable(
                connection,
                "service_item",
                "id, owner_id, channel_code, name_zh, method, sample_requirement, turnaround_days, sample_fen")) {
            for (DemoServiceItem item : city.serviceItems()) {
                table.row(
                        serviceItems.of(item.no()),
                        organisations.of(item.owner()),
                        item.channel(),
                        item.nameZh(),
                        item.method(),
                        item.sampleRequirement(),
                        item.turnaroundDays(),
                        item.sampleFen());
            }
        }
        try (CopyTable table = new CopyTable(connection, "service_item_instrument", "service_item_id, instrument_id")) {
            for (DemoServiceItem item : city.serviceItems()) {
                for (int instrument : item.instruments()) {
                    table.row(serviceItems.of(item.no()), instruments.of(instrument));
                }
            }
        }
    }

    private void synonyms() throws SQLException {
        try (CopyTable table = new CopyTable(connection, "search_synonym", "group_id, term")) {
            List<List<String>> groups = city.catalogue().synonyms();
            for (int group = 0; group < groups.size(); group++) {
                Set<String> terms = new LinkedHashSet<>();
                groups.get(group).forEach(term -> terms.add(term.toLowerCase(Locale.ROOT)));
                for (String term : terms) {
                    table.row(group + 1, term);
                }
            }
        }
    }
}
