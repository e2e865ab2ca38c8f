package io.weiyi.reporting;

import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Instruments over HTTP, for everybody. */
@Path("/api/v1/instruments")
@Produces(MediaType.APPLICATION_JSON)
public class InstrumentResource {

    private static final int CATEGORY_DIGITS = 6;

    private final InstrumentSearch instruments;

    InstrumentResource(InstrumentSearch instruments) {
        this.instruments = instruments;
    }

    @GET
    @PermitAll
    public Page<InstrumentJson> list(
            @QueryParam("q") @Nullable String q,
            @QueryParam("category") @Nullable String category,
            @QueryParam("district") @Nullable String district,
            @QueryParam("ownerId") @Nullable String ownerId,
            @QueryParam("availableFrom") @Nullable String availableFrom,
            @QueryParam("availableTo") @Nullable String availableTo,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        PageRequest request = PageRequest.of(page, size);
        Checks checks = new Checks();
        String text = q == null ? "" : q;
        checks.require(
                text.length() <= SearchTerms.LENGTH_MAX,
                "q",
                "must have at most " + SearchTerms.LENGTH_MAX + " characters");
        checks.require(
                SearchTerms.words(text).size() <= SearchTerms.WORDS_MAX,
                "q",
                "must have at most " + SearchTerms.WORDS_MAX + " words");
        TimeWindow free = free(checks, availableFrom, availableTo);
        checks.orThrow();
        OptionalLong area = PublicId.parse(district);
        OptionalLong owner = PublicId.parse(ownerId);
        boolean nobody = (given(district) && area.isEmpty())
                || (given(ownerId) && owner.isEmpty())
                || (category != null && given(category) && !isCategory(category));
        if (nobody) {
            return Page.empty(request);
        }
        InstrumentQuery query = new InstrumentQuery(
                text,
                given(category) ? category : null,
                area.isPresent() ? area.getAsLong() : null,
                owner.isPresent() ? owner.getAsLong() : null,
                free);
        return instruments.search(query, request).map(InstrumentJson::of);
    }

    private static boolean given(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    private static boolean isCategory(String text) {
        return text.length() <= CATEGORY_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static @Nullable TimeWindow free(Checks checks, @Nullable String from, @Nullable String to) {
        if (!given(from) && !given(to)) {
            return null;
        }
        if (!given(from) || !given(to)) {
            checks.add(given(from) ? "availableTo" : "availableFrom", "both bounds must be given, or none");
            return null;
        }
        Checks bounds = new Checks();
        Instant startsAt = bounds.instant(from, "availableFrom");
        Instant endsBefore = bounds.instant(to, "availableTo");
        if (bounds.isEmpty() && !startsAt.isBefore(endsBefore)) {
            bounds.add("availableTo", "must be after availableFrom");
        }
        bounds.violations().forEach(v -> checks.add(v.field(), v.message()));
        return bounds.isEmpty() ? new TimeWindow(startsAt, endsBefore) : null;
    }

    @GET
    @PermitAll
    @Path("{id}")
    public InstrumentJson.Detail one(@PathParam("id") String id) {
        return instruments
                .find(PublicId.inPath(id))
                .map(InstrumentJson.Detail::of)
                .orElseThrow(Problem::notFound);
    }
}
