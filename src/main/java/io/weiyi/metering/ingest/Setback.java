package io.weiyi.metering.ingest;

import java.sql.SQLException;
import java.util.Set;

/** Why something did not work, as far as it matters for what to do next. */
enum Setback {
    /** The database or the way to it: the same again will work one day. */
    PASSING,
    /** The database does not take what it was given, and never will. */
    OF_THE_MESSAGES,
    /** Neither is known. */
    UNKNOWN;

    /** Classes of SQL states that say nothing against the data: connection, rollback, lock, resources, operator. */
    private static final Set<String> PASSING_STATES = Set.of("08", "25", "40", "53", "55", "57", "58");

    private static final int CAUSES_MAX = 20;

    static Setback of(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                boolean passing =
                        state == null || PASSING_STATES.contains(state.substring(0, Math.min(2, state.length())));
                return passing ? PASSING : OF_THE_MESSAGES;
            }
            // A failed commit names its reasons beside its cause.
            for (Throwable beside : cause.getSuppressed()) {
                if (beside.getCause() instanceof SQLException || beside instanceof SQLException) {
                    return of(beside);
                }
            }
            cause = cause.getCause();
        }
        return UNKNOWN;
    }
}
