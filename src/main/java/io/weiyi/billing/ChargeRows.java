package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.money.Quantity;
import io.weiyi.pricing.LineKind;
import io.weiyi.pricing.PricedLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Lines of charges and the sessions behind them: facts, in plain SQL. */
@ApplicationScoped
class ChargeRows {

    private final Jdbi jdbi;

    ChargeRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void hold(ChargeSubject subject) {
        jdbi.useHandle(handle -> handle.createQuery("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:name, 0))")
                .bind("name", "charge:" + subject.kind() + ":" + subject.id())
                .mapTo(Integer.class)
                .one());
    }

    List<PricedLine> lines(long chargeId) {
        return lines(List.of(chargeId)).getOrDefault(chargeId, List.of());
    }

    /** The lines of many charges in one query, each list in order. */
    Map<Long, List<PricedLine>> lines(Collection<Long> chargeIds) {
        Map<Long, List<PricedLine>> lines = new HashMap<>();
        if (!chargeIds.isEmpty()) {
            jdbi.useHandle(handle -> handle.createQuery("""
                            SELECT charge_id, kind, text_zh, text_en, quantity::text AS quantity, unit,
                                   (unit_price * 100)::bigint AS unit_price_fen, amount_fen, tariff_id, tariff_version
                              FROM charge_line WHERE charge_id = ANY (:ids) ORDER BY charge_id, no""")
                    .bindArray("ids", Long.class, chargeIds.toArray())
                    .map((row, context) -> Map.entry(row.getLong("charge_id"), line(row)))
                    .forEach(entry -> lines.computeIfAbsent(entry.getKey(), id -> new ArrayList<>())
                            .add(entry.getValue())));
        }
        return lines;
    }

    private static PricedLine line(ResultSet row) throws SQLException {
        return new PricedLine(
                LineKind.valueOf(row.getString("kind")),
                row.getString("text_zh"),
                row.getString("text_en"),
                Quantity.parse(row.getString("quantity")),
                row.getString("unit"),
                Fen.of(row.getLong("unit_price_fen")),
                Fen.of(row.getLong("amount_fen")),
                row.getLong("tariff_id"),
                row.getInt("tariff_version"));
    }

    void insertLines(long chargeId, List<PricedLine> lines) {
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch("""
                    INSERT INTO charge_line (charge_id, no, kind, text_zh, text_en, quantity, unit, unit_price, amount_fen,
                                             tariff_id, tariff_version)
                    VALUES (:charge, :no, :kind, :textZh, :textEn, :quantity::numeric, :unit, :unitPriceFen::numeric / 100,
                            :amountFen, :tariff, :version)""");
            int no = 1;
            for (PricedLine line : lines) {
                batch.bind("charge", chargeId)
                        .bind("no", no++)
                        .bind("kind", line.kind().name())
                        .bind("textZh", line.textZh())
                        .bind("textEn", line.textEn())
                        .bind("quantity", line.quantity().toString())
                        .bind("unit", line.unit())
                        .bind("unitPriceFen", line.unitPrice().value())
                        .bind("amountFen", line.amount().value())
                        .bind("tariff", line.tariffId())
                        .bind("version", line.tariffVersion())
                        .add();
            }
            batch.execute();
        });
    }

    /** The sessions a charge was computed from, in order. */
    List<Long> sessions(long chargeId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT session_id FROM charge_session WHERE charge_id = :charge ORDER BY session_id")
                .bind("charge", chargeId)
                .mapTo(Long.class)
                .list());
    }

    /** Links sessions to a charge; a link that exists already stays. */
    void linkSessions(long chargeId, List<Long> sessionIds) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO charge_session (charge_id, session_id) SELECT :charge, unnest(:sessions)
                        ON CONFLICT DO NOTHING""")
                .bind("charge", chargeId)
                .bindArray("sessions", Long.class, sessionIds.toArray())
                .execute());
    }
}
