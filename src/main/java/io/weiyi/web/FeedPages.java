package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.CalendarFeeds;
import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Private calendar addresses: the page where a person makes and revokes them, and what a calendar program fetches. */
@Path("/calendars")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class FeedPages {

    private static final int UNPROCESSABLE = 422;

    /** The caller's feeds; an address is shown once, when it was made. */
    record FeedsPage(
            List<CalendarFeeds.Feed> feeds,
            List<InstrumentInfo> instruments,
            @Nullable String address,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    private final CalendarFeeds feeds;
    private final Catalogue catalogue;
    private final CurrentCaller callers;
    private final Refusals refusals;

    FeedPages(CalendarFeeds feeds, Catalogue catalogue, CurrentCaller callers, Refusals refusals) {
        this.feeds = feeds;
        this.catalogue = catalogue;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed("**")
    public TemplateInstance mine(@QueryParam("done") @Nullable String done) {
        return page(null, FormErrors.NONE, done);
    }

    private FeedsPage page(@Nullable String address, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        List<InstrumentInfo> instruments = caller.organisationsAs(Role.INSTRUMENT_MANAGER).stream()
                .flatMap(owner -> catalogue.instrumentsOf(owner).stream())
                .sorted(Comparator.comparing(InstrumentInfo::nameZh).thenComparing(InstrumentInfo::innerId))
                .toList();
        return new FeedsPage(feeds.of(caller), instruments, address, errors, done);
    }

    /** Answers with the page itself: the address must not stand in a redirect, where logs would keep it. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed("**")
    public Response create(@RestForm @Nullable String instrument, @Context UriInfo uri) {
        String chosen = Inputs.text(instrument);
        try {
            String secret = feeds.create(callers.get(), chosen.isEmpty() ? null : PublicId.inPath(chosen));
            String address = uri.getBaseUri().toString().replaceFirst("/$", "") + "/calendars/" + secret + "/weiyi.ics";
            return Response.ok(page(address, FormErrors.NONE, null))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        } catch (Problem problem) {
            if (problem.status() != UNPROCESSABLE) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(page(null, refusals.of(problem, Set.of("instrument")), null))
                    .build();
        }
    }

    @POST
    @Path("{id}/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed("**")
    public Response revoke(@PathParam("id") String id) {
        feeds.revoke(callers.get(), PublicId.inPath(id));
        return Back.to("/calendars?done=removed");
    }

    @GET
    @Path("{secret}/weiyi.ics")
    @Produces(MediaType.WILDCARD)
    @PermitAll
    public Response calendar(@PathParam("secret") String secret) {
        String text = feeds.read(secret).orElseThrow(Problem::notFound);
        return Response.ok(text)
                .type("text/calendar; charset=utf-8")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"weiyi.ics\"")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
