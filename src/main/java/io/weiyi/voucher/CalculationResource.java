package io.weiyi.voucher;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** What a voucher would pay (试算), for anyone signed in. Nothing is stored. */
@Path("/api/v1/voucher/calculations")
@Produces(MediaType.APPLICATION_JSON)
public class CalculationResource {

    private final RulePacks packs;
    private final CaseReader reader;
    private final CurrentCaller caller;

    CalculationResource(RulePacks packs, CaseReader reader, CurrentCaller caller) {
        this.packs = packs;
        this.reader = reader;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed("**")
    public Calculation calculate(@Nullable CalculationJson body) {
        if (body == null) {
            throw Problem.malformed("The request has no body.");
        }
        Case facts = reader.read(caller.get(), body);
        RulePack pack = packs.choose(body.packId(), facts.serviceDate(), facts.applicantRegion());
        return Engine.calculate(pack, facts);
    }
}
