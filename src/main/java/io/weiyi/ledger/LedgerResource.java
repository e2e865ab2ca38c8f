package io.weiyi.ledger;

import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ledger for finance, leaders and auditors. */
@Path("/api/v1/ledger")
@Produces(MediaType.APPLICATION_JSON)
public class LedgerResource {

    private static final Pattern DAY = Pattern.compile("2[01]\\d\\d-\\d\\d-\\d\\d");

    private final Ledger ledger;

    LedgerResource(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The trial balance as of a moment, or as of the end of a day; now, when nothing is given. */
    @GET
    @Path("/trial-balance")
    @RolesAllowed({"FINANCE", "LEADER", "AUDITOR"})
    public TrialBalanceJson trialBalance(@QueryParam("asOf") @Nullable String asOf) {
        return TrialBalanceJson.of(ledger.trialBalance(asOf == null || asOf.isBlank() ? null : moment(asOf.strip())));
    }

    private static Instant moment(String asOf) {
        Checks checks = new Checks();
        Instant moment = DAY.matcher(asOf).matches() ? endOfDay(asOf, checks) : checks.instant(asOf, "asOf");
        checks.orThrow();
        return moment;
    }

    /** The last moment of a day; the database keeps microseconds. */
    private static Instant endOfDay(String day, Checks checks) {
        try {
            return BusinessTime.startOf(LocalDate.parse(day).plusDays(1)).minusNanos(1000);
        } catch (DateTimeParseException e) {
            checks.add("asOf", "must be a day that exists");
            return Instant.EPOCH;
        }
    }
}
