package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.reporting.FleetReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Every device of the city, for those who look after the whole. */
@Path("/fleet")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class FleetPages {

    /** The overview. */
    record FleetPage(FleetList list) implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return list.rows();
        }
    }

    private final FleetReport report;
    private final CurrentCaller callers;

    FleetPages(FleetReport report, CurrentCaller callers) {
        this.report = report;
        this.callers = callers;
    }

    @GET
    @RolesAllowed({Roles.LEADER, Roles.AUDITOR, Roles.CITY_OFFICE, Roles.ADMIN})
    public TemplateInstance fleet(
            @QueryParam("state") @Nullable String state,
            @QueryParam("owner") @Nullable String owner,
            @QueryParam("q") @Nullable String q,
            @QueryParam("page") @Nullable String page) {
        Caller caller = callers.get();
        boolean opens = caller.has(Role.LEADER) || caller.has(Role.AUDITOR);
        return new FleetPage(FleetList.of(report, "/fleet", null, new FleetList.Asked(state, owner, q, page), opens));
    }
}
