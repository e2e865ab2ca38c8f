package io.weiyi.voucher;

import com.fasterxml.jackson.databind.JsonNode;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Rule packs (政策规则包) by program, for anyone signed in: the rules of public money are no secret. */
@Path("/api/v1/voucher/rule-packs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("**")
public class RulePackResource {

    private final RulePackDrafts drafts;
    private final CurrentCaller caller;

    RulePackResource(RulePackDrafts drafts, CurrentCaller caller) {
        this.drafts = drafts;
        this.caller = caller;
    }

    /** The versions in force and before. */
    @GET
    public List<RulePack> list() {
        return drafts.list(caller.get()).stream()
                .filter(info -> info.signedAt() != null)
                .map(PackInfo::pack)
                .toList();
    }

    /** The schema of the form (JSON Schema 2020-12). */
    @GET
    @Path("schema")
    public JsonNode schema() {
        return drafts.schema();
    }

    @GET
    @Path("{code}/{version}")
    public RulePack version(@PathParam("code") String code, @PathParam("version") String version) {
        long number = PublicId.inPath(version);
        if (number > Integer.MAX_VALUE) {
            throw Problem.notFound();
        }
        return drafts.get(caller.get(), code, (int) number).pack();
    }
}
