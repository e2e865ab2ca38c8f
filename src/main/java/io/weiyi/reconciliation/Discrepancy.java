package io.weiyi.reconciliation;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A discrepancy (差异) as other rooms see it.
 *
 * @param kind its name, such as {@code CHARGE_WITHOUT_USE}
 * @param refs what to look at, as {@code kind:id}
 * @param status OPEN, ASKED while a second person is awaited, RESOLVED, or CLEARED when the facts fit again
 * @param owner who looks after it
 */
public record Discrepancy(
        long id,
        String kind,
        long amountFen,
        List<String> refs,
        String status,
        LocalDate dueOn,
        @Nullable Long owner,
        @Nullable Long askedBy,
        String note) {

    public Discrepancy {
        refs = List.copyOf(refs);
    }
}
