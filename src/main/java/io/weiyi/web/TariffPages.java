package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.catalog.Catalogue;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.pricing.Basis;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tariffs;
import io.weiyi.pricing.Tier;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tariffs of an instrument or a service item, version by version, and the form for the next one. */
@Path("/lab/tariffs/{subject}/{id}")
@Produces(MediaType.TEXT_HTML)
@Blocking
@RolesAllowed(Roles.INSTRUMENT_MANAGER)
public class TariffPages {

    private static final int UNPROCESSABLE = 422;
    private static final Set<String> KINDS = Set.of("instruments", "service-items");

    /** All versions and the form. */
    record TariffsPage(
            String subject,
            long id,
            String nameZh,
            String nameEn,
            boolean hours,
            List<Tariff> versions,
            Tier[] tiers,
            Basis[] bases,
            List<TariffForm.TierRow> prices,
            TariffForm form,
            Instant now,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    private record Subject(String kind, long id, String nameZh, String nameEn) {

        boolean instrument() {
            return kind.equals("instruments");
        }
    }

    private final Tariffs tariffs;
    private final Catalogue catalogue;
    private final CurrentCaller callers;
    private final Refusals refusals;
    private final Clock clock;

    TariffPages(Tariffs tariffs, Catalogue catalogue, CurrentCaller callers, Refusals refusals, Clock clock) {
        this.tariffs = tariffs;
        this.catalogue = catalogue;
        this.callers = callers;
        this.refusals = refusals;
        this.clock = clock;
    }

    private Subject mine(String kind, String path) {
        long id = PublicId.inPath(path);
        if (!KINDS.contains(kind)) {
            throw Problem.notFound();
        }
        Caller caller = callers.get();
        Optional<Subject> found = kind.equals("instruments")
                ? catalogue
                        .find(id)
                        .filter(it -> caller.hasIn(Role.INSTRUMENT_MANAGER, it.ownerId()))
                        .map(it -> new Subject(kind, id, it.nameZh(), it.nameEn()))
                : catalogue
                        .findItem(id)
                        .filter(it -> caller.hasIn(Role.INSTRUMENT_MANAGER, it.ownerId()))
                        .map(it -> new Subject(kind, id, it.nameZh(), it.nameEn()));
        return found.orElseThrow(Problem::notFound);
    }

    @GET
    public TemplateInstance show(
            @PathParam("subject") String kind, @PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        Subject subject = mine(kind, id);
        Instant now = clock.instant();
        List<Tariff> versions = versions(subject);
        Tariff like = versions.stream()
                .filter(t -> !t.validFrom().isAfter(now))
                .findFirst()
                .orElse(null);
        return page(subject, versions, TariffForm.like(like), FormErrors.NONE, done);
    }

    private List<Tariff> versions(Subject subject) {
        return subject.instrument() ? tariffs.ofInstrument(subject.id()) : tariffs.ofItem(subject.id());
    }

    private TariffsPage page(
            Subject subject, List<Tariff> versions, TariffForm form, FormErrors errors, @Nullable String done) {
        return new TariffsPage(
                subject.kind(),
                subject.id(),
                subject.nameZh(),
                subject.nameEn(),
                subject.instrument(),
                versions,
                Tier.values(),
                Basis.values(),
                form.rows(subject.instrument()),
                form,
                clock.instant(),
                errors,
                done);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response add(
            @PathParam("subject") String kind, @PathParam("id") String id, MultivaluedMap<String, String> sent) {
        Subject subject = mine(kind, id);
        TariffForm form = TariffForm.of(sent);
        try {
            tariffs.add(form.read(
                    subject.instrument() ? subject.id() : null,
                    subject.instrument() ? null : subject.id(),
                    callers.get().personId(),
                    clock.instant()));
            return Back.to("/lab/tariffs/" + subject.kind() + "/" + subject.id() + "?done=saved");
        } catch (Problem problem) {
            if (problem.status() != UNPROCESSABLE) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(page(subject, versions(subject), form, refusals.of(problem, form.fields()), null))
                    .build();
        }
    }
}
