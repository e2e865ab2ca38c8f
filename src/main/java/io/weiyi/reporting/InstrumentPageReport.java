package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Everything a reader learns about one instrument before booking it. */
@ApplicationScoped
public class InstrumentPageReport {

    private final Jdbi jdbi;

    InstrumentPageReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The record of an instrument with the names around it. */
    public record Detail(
            long id,
            String innerId,
            String nameZh,
            String nameEn,
            String model,
            String manufacturer,
            String nation,
            long worthFen,
            String technical,
            String functionText,
            String serviceContent,
            String sampleRequirement,
            int turnaroundDays,
            String contactName,
            String contactPhone,
            String contactEmail,
            String location,
            String status,
            String shareMode,
            boolean bookable,
            boolean metered,
            long ownerId,
            String ownerZh,
            String ownerEn,
            String areaZh,
            String areaEn,
            String classCode,
            String classZh,
            String classEn) {}

    /** What is attached to it. */
    public record Accessory(String nameZh, String nameEn, String model) {}

    /** A service item done on it. */
    public record Item(long id, String nameZh, String nameEn, long sampleFen, int turnaroundDays) {}

    /** The record, or empty when there is none. */
    public Optional<Detail> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT i.id, i.inner_id, i.name_zh, i.name_en, i.model, i.manufacturer, i.nation, i.worth_fen,
                               i.technical, i.function_text, i.service_content, i.sample_requirement, i.turnaround_days,
                               i.contact_name, i.contact_phone, i.contact_email, i.location, i.status, i.share_mode,
                               i.bookable, i.metered, o.id AS owner_id, o.name_zh AS owner_zh, o.name_en AS owner_en,
                               a.name_zh AS area_zh, a.name_en AS area_en,
                               c.code AS class_code, c.name_zh AS class_zh, c.name_en AS class_en
                          FROM instrument i JOIN organisation o ON o.id = i.owner_id JOIN area a ON a.id = i.area_id
                          JOIN instrument_class c ON c.code = i.class_code
                         WHERE i.id = :id""")
                .bind("id", id)
                .map(ConstructorMapper.of(Detail.class))
                .findOne());
    }

    /** Its accessories in the order they were entered. */
    public List<Accessory> accessories(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT name_zh, name_en, model FROM accessory WHERE instrument_id = :id ORDER BY id")
                .bind("id", instrumentId)
                .map(ConstructorMapper.of(Accessory.class))
                .list());
    }

    /** The published service items done on it. */
    public List<Item> items(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT s.id, s.name_zh, s.name_en, s.sample_fen, s.turnaround_days
                          FROM service_item_instrument x JOIN service_item s ON s.id = x.service_item_id
                         WHERE x.instrument_id = :id AND s.published ORDER BY s.name_zh, s.id LIMIT 20""")
                .bind("id", instrumentId)
                .map(ConstructorMapper.of(Item.class))
                .list());
    }
}
