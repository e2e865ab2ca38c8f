package io.weiyi.voucher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is known of charges from the tables of other rooms in one query, as a reporting projection would: checks
 * compare figures that no single room has, and a decision should not cost a call for each of them.
 */
@ApplicationScoped
class ChargeFactRows {

    private static final String SELECT = """
            SELECT c.id, c.subject_kind, c.subject_id, c.status, c.live, c.organisation_id, c.provider_id, c.instrument_id, c.total_fen,
                   c.service_month, coalesce(b.created_at, so.created_at, us.started_at, c.created_at) AS ordered_at,
                   coalesce(b.starts_at, so.finished_at, us.started_at) AS served_at,
                   b.starts_at, b.ends_before, so.report_number,
                   (i.id IS NULL OR i.share_mode <> 'NONE' AND i.began_on <= coalesce(b.starts_at, so.finished_at, us.started_at, c.created_at)::date)
                       AS listed,
                   NOT EXISTS (SELECT 1 FROM charge_line l JOIN tariff t ON t.id = l.tariff_id
                       WHERE l.charge_id = c.id AND NOT (t.valid @> coalesce(b.starts_at, so.created_at, us.started_at, c.created_at)
                                                      OR t.valid @> coalesce(b.created_at, so.created_at, us.started_at, c.created_at))) AS by_tariff,
                   (SELECT coalesce(max(t.step_seconds), 1) FROM charge_line l JOIN tariff t ON t.id = l.tariff_id
                     WHERE l.charge_id = c.id) AS step_seconds,
                   (SELECT coalesce(sum(round(l.quantity * 3600)), 0)::bigint FROM charge_line l
                     WHERE l.charge_id = c.id AND l.kind = 'USE') AS hours_seconds,
                   (SELECT json_agg(json_build_object('id', s.id, 'from', s.started_at, 'to', coalesce(s.ended_at, s.last_at),
                               'run', s.run_seconds, 'active', s.active_seconds, 'source', s.source, 'status', s.status,
                               'verification', coalesce(s.verification, ''), 'flags', s.flags) ORDER BY s.id)
                      FROM charge_session x JOIN usage_session s ON s.id = x.session_id WHERE x.charge_id = c.id) AS sessions,
                   (SELECT json_agg(json_build_object('id', v.id, 'number', v.number,
                               'key', CASE WHEN v.code IS NULL THEN v.number ELSE v.code || '-' || v.number END, 'type', v.type,
                               'on', v.issued_on, 'amount', v.amount_fen, 'allocated', a.allocated_fen, 'buyer', v.buyer_code,
                               'seller', v.seller_code) ORDER BY v.id)
                      FROM invoice_charge a JOIN invoice v ON v.id = a.invoice_id WHERE a.charge_id = c.id) AS invoices,
                   (SELECT json_agg(json_build_object('id', p.id, 'on', p.paid_on, 'allocated', a.allocated_fen,
                               'organisation', p.organisation_id, 'provider', p.provider_id, 'payer', p.payer_name,
                               'payee', p.payee_name) ORDER BY p.id)
                      FROM payment_charge a JOIN payment_proof p ON p.id = a.payment_id WHERE a.charge_id = c.id) AS payments
              FROM charge c
              LEFT JOIN booking b ON c.subject_kind = 'BOOKING' AND b.id = c.subject_id
              LEFT JOIN sample_order so ON c.subject_kind = 'SAMPLE_ORDER' AND so.id = c.subject_id
              LEFT JOIN usage_session us ON c.subject_kind = 'SESSION' AND us.id = c.subject_id
              LEFT JOIN instrument i ON i.id = c.instrument_id
            """;

    private final Jdbi jdbi;
    private final ObjectMapper mapper;

    ChargeFactRows(Jdbi jdbi, ObjectMapper mapper) {
        this.jdbi = jdbi;
        this.mapper = mapper;
    }

    /** The facts of these charges by id; a charge that does not exist is missing. */
    Map<Long, ChargeFacts> of(Collection<Long> chargeIds) {
        Map<Long, ChargeFacts> found = new HashMap<>();
        jdbi.withHandle(handle -> handle.createQuery(SELECT + "WHERE c.id = ANY (:ids)")
                        .bindArray("ids", Long.class, chargeIds.toArray())
                        .map((row, context) -> facts(row))
                        .list())
                .forEach(facts -> found.put(facts.chargeId(), facts));
        return found;
    }

    /** Paid charges of a firm that no claim has yet, newest first. */
    List<ChargeFacts> claimable(long organisationId, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                        WHERE c.organisation_id = :firm AND c.live AND c.status = 'PAID' AND c.provider_id <> c.organisation_id
                          AND NOT EXISTS (SELECT 1 FROM claim_line l WHERE l.charge_id = c.id AND l.live)
                        ORDER BY c.id DESC LIMIT :most""")
                .bind("firm", organisationId)
                .bind("most", most)
                .map((row, context) -> facts(row))
                .list());
    }

    private ChargeFacts facts(ResultSet row) throws SQLException {
        Instant served = instant(row, "served_at");
        LocalDate month = row.getObject("service_month", LocalDate.class);
        Instant ordered = instant(row, "ordered_at");
        return new ChargeFacts(
                row.getLong("id"),
                row.getString("subject_kind"),
                row.getLong("subject_id"),
                row.getString("status"),
                row.getBoolean("live"),
                row.getLong("organisation_id"),
                row.getLong("provider_id"),
                row.getObject("instrument_id", Long.class),
                row.getLong("total_fen"),
                ordered == null ? month : BusinessTime.dayOf(ordered),
                served == null ? month : BusinessTime.dayOf(served),
                instant(row, "starts_at"),
                instant(row, "ends_before"),
                row.getString("report_number"),
                row.getLong("hours_seconds"),
                row.getLong("step_seconds"),
                row.getBoolean("listed"),
                row.getBoolean("by_tariff"),
                items(row.getString("sessions"), ChargeFactRows::session),
                items(row.getString("invoices"), ChargeFactRows::invoice),
                items(row.getString("payments"), ChargeFactRows::payment));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    private <T> List<T> items(@Nullable String json, Function<JsonNode, T> item) {
        if (json == null) {
            return List.of();
        }
        try {
            List<T> items = new ArrayList<>();
            mapper.readTree(json).forEach(node -> items.add(item.apply(node)));
            return List.copyOf(items);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database's own JSON does not read", e);
        }
    }

    private static ChargeFacts.Session session(JsonNode node) {
        List<String> flags = new ArrayList<>();
        node.get("flags").forEach(flag -> flags.add(flag.asText()));
        return new ChargeFacts.Session(
                node.get("id").asLong(),
                OffsetDateTime.parse(node.get("from").asText()).toInstant(),
                OffsetDateTime.parse(node.get("to").asText()).toInstant(),
                node.get("run").asLong(),
                node.get("active").asLong(),
                node.get("source").asText(),
                node.get("status").asText(),
                node.get("verification").asText(),
                flags);
    }

    private static ChargeFacts.InvoicePart invoice(JsonNode node) {
        return new ChargeFacts.InvoicePart(
                node.get("id").asLong(),
                node.get("key").asText(),
                node.get("number").asText(),
                node.get("type").asText(),
                LocalDate.parse(node.get("on").asText()),
                node.get("amount").asLong(),
                node.get("allocated").asLong(),
                text(node, "buyer"),
                text(node, "seller"));
    }

    private static ChargeFacts.PaymentPart payment(JsonNode node) {
        return new ChargeFacts.PaymentPart(
                node.get("id").asLong(),
                LocalDate.parse(node.get("on").asText()),
                node.get("allocated").asLong(),
                node.get("organisation").asLong(),
                node.get("provider").asLong(),
                text(node, "payer"),
                text(node, "payee"));
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? null : value.asText();
    }
}
