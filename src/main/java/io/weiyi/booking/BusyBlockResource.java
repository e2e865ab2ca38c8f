package io.weiyi.booking;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Busy times of a campus's own system over HTTP: what is put replaces what was there, from now on. */
@Path("/api/v1/instruments/{id}/busy-blocks")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
public class BusyBlockResource {

    private static final int BLOCKS_MAX = 2000;
    private static final Duration AHEAD_MAX = Duration.ofDays(366);
    private static final Duration LENGTH_MAX = Duration.ofDays(92);

    private final BusyBlocks blocks;
    private final CurrentCaller caller;
    private final Clock clock;

    BusyBlockResource(BusyBlocks blocks, CurrentCaller caller, Clock clock) {
        this.blocks = blocks;
        this.caller = caller;
        this.clock = clock;
    }

    /** What comes: {@code {"blocks":[{"startsAt","endsBefore"}]}}. */
    record PutJson(@Nullable List<@Nullable BlockJson> blocks) {}

    /** A busy time as it comes. */
    record BlockJson(@Nullable String startsAt, @Nullable String endsBefore) {}

    /** What goes: what blocks now and what clashed, newest first. */
    record StateJson(String leads, List<TimeWindow> blocks, List<ClashJson> clashes) {

        static StateJson of(BusyBlocks.State state) {
            return new StateJson(
                    state.theirsLead() ? "THEIRS" : "OURS",
                    state.blocks(),
                    state.clashes().stream().map(ClashJson::of).toList());
        }
    }

    /** A clash as it goes. */
    record ClashJson(
            @Nullable String bookingId, Instant startsAt, Instant endsBefore, String outcome, Instant foundAt) {

        static ClashJson of(BusyBlocks.Clash clash) {
            return new ClashJson(
                    clash.bookingId() == null ? null : String.valueOf(clash.bookingId()),
                    clash.window().startsAt(),
                    clash.window().endsBefore(),
                    clash.outcome(),
                    clash.foundAt());
        }
    }

    @GET
    public StateJson get(@PathParam("id") String id) {
        return StateJson.of(blocks.state(caller.get(), PublicId.inPath(id)));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public StateJson put(@PathParam("id") String id, @Nullable PutJson body) {
        if (body == null) {
            throw Problem.malformed("The body is empty.");
        }
        return StateJson.of(blocks.replace(caller.get(), PublicId.inPath(id), read(body)));
    }

    private List<TimeWindow> read(PutJson body) {
        Checks checks = new Checks();
        List<@Nullable BlockJson> given = body.blocks();
        if (given == null || given.size() > BLOCKS_MAX) {
            throw Problem.validation("blocks", "must be a list of at most " + BLOCKS_MAX);
        }
        Instant latest = clock.instant().plus(AHEAD_MAX);
        List<TimeWindow> windows = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            BlockJson block = given.get(i);
            String name = "blocks[" + i + "].";
            TimeWindow window = Inputs.window(
                    checks,
                    block == null ? null : block.startsAt(),
                    block == null ? null : block.endsBefore(),
                    name + "startsAt",
                    name + "endsBefore");
            checks.require(!window.endsBefore().isAfter(latest), name + "endsBefore", "must be at most 366 days ahead");
            checks.require(
                    window.length().compareTo(LENGTH_MAX) <= 0,
                    name + "endsBefore",
                    "must be at most 92 days after the start");
            windows.add(window);
        }
        checks.orThrow();
        return windows;
    }
}
