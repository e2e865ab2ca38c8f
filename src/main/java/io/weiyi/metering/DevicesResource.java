package io.weiyi.metering;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Devices over HTTP. */
@Path("/api/v1/devices")
@Produces(MediaType.APPLICATION_JSON)
public class DevicesResource {

    private final Devices devices;
    private final CurrentCaller caller;

    DevicesResource(Devices devices, CurrentCaller caller) {
        this.devices = devices;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.LEADER, Roles.AUDITOR})
    public Page<DeviceJson> list(@QueryParam("page") @Nullable String page, @QueryParam("size") @Nullable String size) {
        return devices.list(caller.get(), PageRequest.of(page, size)).map(DeviceJson::of);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.LEADER, Roles.AUDITOR})
    public DeviceJson get(@PathParam("id") String id) {
        return devices.find(caller.get(), id).map(DeviceJson::of).orElseThrow(Problem::notFound);
    }

    @POST
    @Path("/{id}/revoke")
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public DeviceJson revoke(@PathParam("id") String id) {
        return DeviceJson.of(devices.revoke(caller.get(), id));
    }
}
