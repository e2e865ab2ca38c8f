package io.weiyi.booking;

import io.weiyi.identity.Caller;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Lists of sample orders within what a caller may see. */
@ApplicationScoped
class SampleOrderRows {

    private final Jdbi jdbi;
    private final SampleOrderRepository orders;

    SampleOrderRows(Jdbi jdbi, SampleOrderRepository orders) {
        this.jdbi = jdbi;
        this.orders = orders;
    }

    Page<SampleOrderInfo> list(Caller caller, @Nullable SampleOrderStatus status, PageRequest page) {
        Map<String, Object> values = new LinkedHashMap<>();
        String where = " WHERE true";
        if (!caller.seesAll()) {
            where += " AND (organisation_id = ANY (:members) OR provider_id = ANY (:providers))";
            values.put("members", caller.organisationIds().toArray(Long[]::new));
            values.put("providers", Access.providers(caller).toArray(Long[]::new));
        }
        if (status != null) {
            where += " AND status = :status";
            values.put("status", status.name());
        }
        String condition = where;
        long total = jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM sample_order" + condition)
                .bindMap(values)
                .mapTo(Long.class)
                .one());
        List<Long> ids = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT id FROM sample_order" + condition + " ORDER BY id DESC LIMIT :size OFFSET :offset")
                .bindMap(values)
                .bind("size", page.size())
                .bind("offset", page.offset())
                .mapTo(Long.class)
                .list());
        List<SampleOrderInfo> items = ids.isEmpty()
                ? List.of()
                : orders.withKinds(ids).stream()
                        .map(SampleOrder::info)
                        .sorted(Comparator.comparingLong(SampleOrderInfo::id).reversed())
                        .toList();
        return Page.of(items, page, total);
    }
}
