package io.weiyi.demo;

import io.weiyi.billing.ChargeAccounts;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.pricing.PricedLine;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Writes charges with their lines and sessions, and posts each to the ledger. */
final class ChargesWriter {

    private static final Set<String> AGREED = Set.of("INVOICE_ASKED", "INVOICED", "PAID");

    private final Connection connection;
    private final CityPlan city;
    private final DemoIds organisations;
    private final DemoIds people;
    private final DemoIds instruments;
    private final HistoryWriter history;

    ChargesWriter(
            Connection connection,
            CityPlan city,
            DemoIds organisations,
            DemoIds people,
            DemoIds instruments,
            HistoryWriter history) {
        this.connection = connection;
        this.city = city;
        this.organisations = organisations;
        this.people = people;
        this.instruments = instruments;
        this.history = history;
    }

    void write(List<DemoCharge> charges) throws SQLException {
        DemoIds ids = DemoIds.reserve(connection, "charge", charges.size());
        chargeRows(charges, ids);
        lines(charges, ids);
        post(charges, ids);
    }

    private DemoBooking booking(DemoCharge charge) {
        return city.history().bookings().get(charge.booking());
    }

    private int provider(DemoCharge charge) {
        return city.instruments().get(booking(charge).instrument()).owner();
    }

    private void chargeRows(List<DemoCharge> charges, DemoIds ids) throws SQLException {
        try (CopyTable table = new CopyTable(
                connection,
                "charge",
                "id, subject_kind, subject_id, organisation_id, provider_id, instrument_id, service_month, posting_month,"
                        + " status, total_fen, accepted_at, accepted_by, created_at")) {
            for (int i = 0; i < charges.size(); i++) {
                DemoCharge charge = charges.get(i);
                DemoBooking booking = booking(charge);
                boolean agreed = AGREED.contains(charge.status());
                table.row(
                        ids.of(i),
                        "BOOKING",
                        history.bookings().of(charge.booking()),
                        organisations.of(booking.organisation()),
                        organisations.of(provider(charge)),
                        instruments.of(booking.instrument()),
                        BusinessTime.monthOf(booking.startsAt()).atDay(1),
                        charge.postingMonth(),
                        charge.status(),
                        charge.total().value(),
                        agreed ? charge.createdAt().plusSeconds(86_400) : null,
                        agreed ? people.of(city.people().chiefOf(booking.organisation())) : null,
                        charge.createdAt());
            }
        }
        try (CopyTable table = new CopyTable(connection, "charge_session", "charge_id, session_id")) {
            for (int i = 0; i < charges.size(); i++) {
                table.row(ids.of(i), history.sessions().of(charges.get(i).session()));
            }
        }
    }

    private void lines(List<DemoCharge> charges, DemoIds ids) throws SQLException {
        try (CopyTable table = new CopyTable(
                connection,
                "charge_line",
                "charge_id, no, kind, text_zh, text_en, quantity, unit, unit_price, amount_fen, tariff_id, tariff_version")) {
            for (int i = 0; i < charges.size(); i++) {
                int no = 1;
                for (PricedLine line : charges.get(i).lines()) {
                    table.row(
                            ids.of(i),
                            no++,
                            line.kind(),
                            line.textZh(),
                            line.textEn(),
                            line.quantity(),
                            line.unit(),
                            line.unitPrice().toYuanDecimal(),
                            line.amount().value(),
                            line.tariffId(),
                            line.tariffVersion());
                }
            }
        }
    }

    /** The same postings that billing makes: the organisation owes, the provider has due; nothing for a charge of zero. */
    private void post(List<DemoCharge> charges, DemoIds chargeIds) throws SQLException {
        List<Integer> owed = new java.util.ArrayList<>();
        TreeMap<String, Long> accounts = new TreeMap<>();
        for (int i = 0; i < charges.size(); i++) {
            if (!charges.get(i).total().isZero()) {
                owed.add(i);
                accounts.put(
                        owedBy(charges.get(i)),
                        organisations.of(booking(charges.get(i)).organisation()));
                accounts.put(dueTo(charges.get(i)), organisations.of(provider(charges.get(i))));
            }
        }
        DemoIds accountIds = DemoIds.reserve(connection, "ledger_account", accounts.size());
        TreeMap<String, Long> idOf = new TreeMap<>();
        Instant since = city.times().historyStart();
        try (CopyTable table =
                new CopyTable(connection, "ledger_account", "id, code, name, kind, organisation_id, created_at")) {
            for (var account : accounts.entrySet()) {
                long id = accountIds.of(idOf.size());
                idOf.put(account.getKey(), id);
                boolean firm = account.getKey().equals(ChargeAccounts.owedBy(account.getValue()));
                table.row(id, account.getKey(), firm ? "应付服务费（备查）" : "应收服务费（备查）", "MEMO", account.getValue(), since);
            }
        }
        DemoIds ids = DemoIds.reserve(connection, "ledger_transaction", owed.size());
        try (CopyTable table = new CopyTable(
                connection, "ledger_transaction", "id, posted_at, posting_month, kind, ref_kind, ref_id, text")) {
            for (int i = 0; i < owed.size(); i++) {
                DemoCharge charge = charges.get(owed.get(i));
                long bookingId = history.bookings().of(charge.booking());
                table.row(
                        ids.of(i),
                        charge.createdAt(),
                        charge.postingMonth(),
                        "charge",
                        "charge",
                        chargeIds.of(owed.get(i)),
                        "服务费 BOOKING " + bookingId);
            }
        }
        try (CopyTable table = new CopyTable(connection, "ledger_entry", "transaction_id, account_id, amount_fen")) {
            for (int i = 0; i < owed.size(); i++) {
                DemoCharge charge = charges.get(owed.get(i));
                table.row(ids.of(i), idOf.get(owedBy(charge)), charge.total().value());
                table.row(
                        ids.of(i),
                        idOf.get(dueTo(charge)),
                        charge.total().negated().value());
            }
        }
    }

    private String owedBy(DemoCharge charge) {
        return ChargeAccounts.owedBy(organisations.of(booking(charge).organisation()));
    }

    private String dueTo(DemoCharge charge) {
        return ChargeAccounts.dueTo(organisations.of(provider(charge)));
    }
}
