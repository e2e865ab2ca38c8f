package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import java.util.List;

/** A statement as sent. */
record StatementJson(String month, String organisationId, Fen totalFen, List<ChargeJson> charges) {

    static StatementJson of(Statement statement) {
        return new StatementJson(
                statement.month().toString(),
                Long.toString(statement.organisationId()),
                statement.total(),
                statement.charges().stream().map(ChargeJson::of).toList());
    }
}
