package io.weiyi.catalog;

import io.weiyi.kernel.money.Fen;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What there is: instruments and service items, by id or by owner. Searching is the business of reporting. */
@ApplicationScoped
public class Catalogue {

    private static final String INSTRUMENT = """
            SELECT id, inner_id, owner_id, area_id, class_code, name_zh, name_en, model, status, share_mode, bookable, metered
              FROM instrument""";

    private final Jdbi jdbi;

    Catalogue(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The instrument with this id. */
    public Optional<InstrumentInfo> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(INSTRUMENT + " WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> instrument(row))
                .findOne());
    }

    /** All instruments of an owner, by name. */
    public List<InstrumentInfo> instrumentsOf(long ownerId) {
        return jdbi.withHandle(
                handle -> handle.createQuery(INSTRUMENT + " WHERE owner_id = :owner ORDER BY name_zh, id")
                        .bind("owner", ownerId)
                        .map((row, context) -> instrument(row))
                        .list());
    }

    /** How many days a lab usually takes to test samples on this instrument; zero when there is no such instrument. */
    public int turnaroundDays(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT turnaround_days FROM instrument WHERE id = :id")
                .bind("id", instrumentId)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0));
    }

    /** The service item with this id, published or not. */
    public Optional<ServiceItemInfo> findItem(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, owner_id, name_zh, name_en, sample_fen, turnaround_days, published
                          FROM service_item WHERE id = :id""")
                .bind("id", id)
                .map((row, context) -> new ServiceItemInfo(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        Fen.of(row.getLong(5)),
                        row.getInt(6),
                        row.getBoolean(7)))
                .findOne());
    }

    private static InstrumentInfo instrument(ResultSet row) throws SQLException {
        return new InstrumentInfo(
                row.getLong("id"),
                row.getString("inner_id"),
                row.getLong("owner_id"),
                row.getLong("area_id"),
                row.getString("class_code"),
                row.getString("name_zh"),
                row.getString("name_en"),
                row.getString("model"),
                InstrumentStatus.valueOf(row.getString("status")),
                ShareMode.valueOf(row.getString("share_mode")),
                row.getBoolean("bookable"),
                row.getBoolean("metered"));
    }
}
