package io.weiyi.reporting;

import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Service items over HTTP, for everybody. */
@Path("/api/v1/service-items")
@Produces(MediaType.APPLICATION_JSON)
public class ServiceItemResource {

    private static final int CHANNEL_MAX = 40;

    private final ServiceItemSearch items;

    ServiceItemResource(ServiceItemSearch items) {
        this.items = items;
    }

    @GET
    @PermitAll
    public Page<ServiceItemJson> list(
            @QueryParam("q") @Nullable String q,
            @QueryParam("channel") @Nullable String channel,
            @QueryParam("ownerId") @Nullable String ownerId,
            @QueryParam("instrumentId") @Nullable String instrumentId,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        PageRequest request = PageRequest.of(page, size);
        String text = q == null ? "" : q;
        Checks checks = new Checks();
        checks.require(
                text.length() <= SearchTerms.LENGTH_MAX
                        && SearchTerms.words(text).size() <= SearchTerms.WORDS_MAX,
                "q",
                "must have at most " + SearchTerms.LENGTH_MAX + " characters and " + SearchTerms.WORDS_MAX + " words");
        String code = checks.optionalText(channel, "channel", CHANNEL_MAX);
        checks.orThrow();
        OptionalLong owner = PublicId.parse(ownerId);
        OptionalLong instrument = PublicId.parse(instrumentId);
        if ((given(ownerId) && owner.isEmpty()) || (given(instrumentId) && instrument.isEmpty())) {
            return Page.empty(request);
        }
        ServiceItemQuery query = new ServiceItemQuery(
                text,
                code.isEmpty() ? null : code,
                owner.isPresent() ? owner.getAsLong() : null,
                instrument.isPresent() ? instrument.getAsLong() : null);
        return items.search(query, request).map(ServiceItemJson::of);
    }

    private static boolean given(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    @GET
    @PermitAll
    @Path("{id}")
    public ServiceItemJson one(@PathParam("id") String id) {
        return items.find(PublicId.inPath(id)).map(ServiceItemJson::of).orElseThrow(Problem::notFound);
    }
}
