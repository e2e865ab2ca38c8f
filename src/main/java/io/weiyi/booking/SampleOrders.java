package io.weiyi.booking;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Sample orders (送样预约): the façade. An order takes no slot; the lab plans slots for it. */
@ApplicationScoped
public class SampleOrders {

    private final SampleOrderRepository orders;

    SampleOrders(SampleOrderRepository orders) {
        this.orders = orders;
    }

    /** The order with this id, whoever asks. */
    @Transactional
    public Optional<SampleOrderInfo> info(long orderId) {
        return orders.findByIdOptional(orderId).map(SampleOrder::info);
    }
}
