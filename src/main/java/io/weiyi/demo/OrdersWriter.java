package io.weiyi.demo;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.pricing.Pricing;
import io.weiyi.pricing.SampleUse;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tier;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the sample orders and the kinds of samples in them. */
final class OrdersWriter {

    private final Connection connection;
    private final CityPlan city;
    private final DemoIds organisations;
    private final DemoIds people;

    OrdersWriter(Connection connection, CityPlan city, DemoIds organisations, DemoIds people) {
        this.connection = connection;
        this.city = city;
        this.organisations = organisations;
        this.people = people;
    }

    void write(DemoIds serviceItems, Map<Integer, List<Tariff>> tariffs) throws SQLException {
        List<DemoOrder> orders = city.orders();
        DemoIds ids = DemoIds.reserve(connection, "sample_order", orders.size());
        try (CopyTable table = new CopyTable(
                connection,
                "sample_order",
                "id, service_item_id, provider_id, organisation_id, person_id, status, desired_by, promised_on, purpose,"
                        + " quote_fen, courier_number, decline_reason, report_number, finished_at, created_at")) {
            for (int i = 0; i < orders.size(); i++) {
                DemoOrder order = orders.get(i);
                DemoServiceItem item = city.serviceItems().get(order.item());
                Instant due = order.createdAt().plusSeconds((item.turnaroundDays() + 5L) * 86_400);
                table.row(
                        ids.of(i),
                        serviceItems.of(item.no()),
                        organisations.of(item.owner()),
                        organisations.of(order.organisation()),
                        people.of(order.person()),
                        order.status(),
                        BusinessTime.dayOf(due),
                        order.reached("ACCEPTED") ? BusinessTime.dayOf(due) : null,
                        HistoryPlan.PURPOSES.get(order.purpose()),
                        quote(order, item, tariffs.getOrDefault(item.no(), List.of())),
                        order.reached("RECEIVED") ? String.format(Locale.ROOT, "DEMO%010d", ids.of(i)) : null,
                        order.status().equals("DECLINED") ? "样品量不足，无法按该方法检测。" : null,
                        reportNumber(order, ids.of(i)),
                        order.reached("TESTED") ? order.movedAt() : null,
                        order.createdAt());
            }
        }
        try (CopyTable table = new CopyTable(connection, "sample_kind", "order_id, no, name, count")) {
            for (int i = 0; i < orders.size(); i++) {
                int no = 1;
                for (DemoOrder.Samples kind : orders.get(i).kinds()) {
                    table.row(ids.of(i), no++, kind.name(), kind.count());
                }
            }
        }
    }

    private static @Nullable String reportNumber(DemoOrder order, long id) {
        return order.reached("REPORTED")
                ? String.format(
                        Locale.ROOT,
                        "R%s-%06d",
                        BusinessTime.dayOf(order.movedAt()).getYear(),
                        id)
                : null;
    }

    private long quote(DemoOrder order, DemoServiceItem item, List<Tariff> tariffs) {
        Tariff tariff = ChargePlan.tariffAt(tariffs, order.createdAt());
        Tier tier = Tier.of(
                item.owner(),
                order.organisation(),
                city.organisations().get(order.organisation()).kind());
        List<SampleUse> samples = order.kinds().stream()
                .map(kind -> new SampleUse(kind.name(), kind.count()))
                .toList();
        return Pricing.quoteSamples(tariff, tier, samples).value();
    }
}
