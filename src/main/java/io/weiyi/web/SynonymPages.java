package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.catalog.SynonymGroup;
import io.weiyi.catalog.Synonyms;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The words that find each other in the search, edited by an administrator. */
@Path("/admin/synonyms")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class SynonymPages {

    private static final int UNPROCESSABLE = 422;

    /** All groups, and a form for a new one. */
    record SynonymsPage(
            List<SynonymGroup> groups,
            String terms,
            FormErrors errors,
            @Nullable String done) implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return groups;
        }
    }

    private final Synonyms synonyms;
    private final Refusals refusals;

    SynonymPages(Synonyms synonyms, Refusals refusals) {
        this.synonyms = synonyms;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed(Roles.ADMIN)
    public TemplateInstance groups(@QueryParam("done") @Nullable String done) {
        return new SynonymsPage(synonyms.groups(), "", FormErrors.NONE, done);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ADMIN)
    public Response add(@RestForm @Nullable String terms) {
        return saved(terms, () -> synonyms.add(split(terms)), true);
    }

    @POST
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ADMIN)
    public Response change(@PathParam("id") String id, @RestForm @Nullable String terms) {
        long group = PublicId.inPath(id);
        return saved(terms, () -> synonyms.change(group, split(terms)), false);
    }

    @POST
    @Path("{id}/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ADMIN)
    public Response remove(@PathParam("id") String id) {
        synonyms.remove(PublicId.inPath(id));
        return Back.to("/admin/synonyms?done=removed");
    }

    private Response saved(@Nullable String terms, Runnable save, boolean added) {
        try {
            save.run();
            return Back.to("/admin/synonyms?done=saved");
        } catch (Problem problem) {
            if (problem.status() == 404) {
                throw problem;
            }
            FormErrors errors = refusals.of(problem, added ? Set.of("terms") : Set.of());
            return Response.status(UNPROCESSABLE)
                    .entity(new SynonymsPage(synonyms.groups(), added ? Inputs.text(terms) : "", errors, null))
                    .build();
        }
    }

    private static List<String> split(@Nullable String terms) {
        return Arrays.stream(Inputs.text(terms).split("[,，、;；\\r\\n]+"))
                .map(String::strip)
                .filter(term -> !term.isEmpty())
                .toList();
    }
}
