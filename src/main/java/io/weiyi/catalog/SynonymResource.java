package io.weiyi.catalog;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Synonyms of search over HTTP, for administrators. */
@Path("/api/v1/synonyms")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.ADMIN)
public class SynonymResource {

    private final Synonyms synonyms;

    SynonymResource(Synonyms synonyms) {
        this.synonyms = synonyms;
    }

    /** A group as sent. */
    record GroupJson(String id, List<String> terms) {

        static GroupJson of(SynonymGroup group) {
            return new GroupJson(String.valueOf(group.id()), group.terms());
        }
    }

    /** A group as it comes. */
    record TermsJson(@Nullable List<@Nullable String> terms) {

        List<String> checked() {
            if (terms == null || terms.stream().anyMatch(term -> term == null)) {
                throw Problem.validation("terms", "must be a list of words");
            }
            return terms.stream().map(String::valueOf).toList();
        }
    }

    @GET
    public List<GroupJson> all() {
        return synonyms.groups().stream().map(GroupJson::of).toList();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    public Response add(@Nullable TermsJson body) {
        SynonymGroup group = synonyms.add(given(body).checked());
        return Response.created(URI.create("/api/v1/synonyms/" + group.id()))
                .entity(GroupJson.of(group))
                .build();
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public GroupJson change(@PathParam("id") String id, @Nullable TermsJson body) {
        return GroupJson.of(synonyms.change(PublicId.inPath(id), given(body).checked()));
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") String id) {
        synonyms.remove(PublicId.inPath(id));
    }

    private static TermsJson given(@Nullable TermsJson body) {
        if (body == null) {
            throw Problem.malformed("The body is empty.");
        }
        return body;
    }
}
