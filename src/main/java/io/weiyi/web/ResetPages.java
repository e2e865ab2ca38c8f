package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.CodePurpose;
import io.weiyi.identity.People;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** A forgotten password: a one-time code to the mobile, then a new one. */
@Path("/reset-password")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class ResetPages {

    private static final int UNPROCESSABLE = 422;

    /** The form, step by step. */
    record ResetPage(String step, String mobile, FormErrors errors) implements TemplateInstance {}

    private final People people;
    private final Refusals refusals;

    ResetPages(People people, Refusals refusals) {
        this.people = people;
        this.refusals = refusals;
    }

    @GET
    @PermitAll
    public TemplateInstance form(@QueryParam("mobile") @Nullable String mobile) {
        String typed = Inputs.text(mobile);
        return new ResetPage(typed.isEmpty() ? "mobile" : "password", typed, FormErrors.NONE);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @PermitAll
    public Response reset(
            @RestForm @Nullable String step,
            @RestForm @Nullable String mobile,
            @RestForm @Nullable String code,
            @RestForm @Nullable String password) {
        String typed = Inputs.text(mobile);
        boolean last = "password".equals(step);
        try {
            if (!last) {
                people.sendCode(typed, CodePurpose.RESET);
                URI next = UriBuilder.fromPath("/reset-password")
                        .queryParam("mobile", "{m}")
                        .build(typed);
                return Response.seeOther(next).build();
            }
            people.resetPassword(typed, code, password);
            return Back.to("/sign-in?done=reset");
        } catch (Problem problem) {
            Set<String> fields = last ? Set.of("code", "password") : Set.of("mobile");
            return Response.status(UNPROCESSABLE)
                    .entity(new ResetPage(last ? "password" : "mobile", typed, refusals.of(problem, fields)))
                    .build();
        }
    }
}
