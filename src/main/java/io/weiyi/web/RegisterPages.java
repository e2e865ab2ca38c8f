package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.AccessToken;
import io.weiyi.identity.CodePurpose;
import io.weiyi.identity.IdentityConfig;
import io.weiyi.identity.People;
import io.weiyi.identity.SessionCookie;
import io.weiyi.identity.SignIn;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Registering by mobile and one-time code. Whoever has an account goes on to say where they belong. */
@Path("/register")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class RegisterPages {

    private static final int UNPROCESSABLE = 422;

    /** The form, step by step: first the mobile, then the account. */
    record RegisterPage(String step, RegisterForm form, FormErrors errors) implements TemplateInstance {}

    private final People people;
    private final SignIn signIn;
    private final IdentityConfig config;
    private final Frame frame;
    private final Refusals refusals;

    RegisterPages(People people, SignIn signIn, IdentityConfig config, Frame frame, Refusals refusals) {
        this.people = people;
        this.signIn = signIn;
        this.config = config;
        this.frame = frame;
        this.refusals = refusals;
    }

    @GET
    @PermitAll
    public TemplateInstance form(@QueryParam("mobile") @Nullable String mobile) {
        RegisterForm form = RegisterForm.of(mobile, null, null, null);
        return new RegisterPage(form.mobile().isEmpty() ? "mobile" : "account", form, FormErrors.NONE);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @PermitAll
    public Response register(
            @RestForm @Nullable String step,
            @RestForm @Nullable String mobile,
            @RestForm @Nullable String code,
            @RestForm @Nullable String displayName,
            @RestForm @Nullable String username,
            @RestForm @Nullable String password,
            @Context UriInfo uri) {
        RegisterForm form = RegisterForm.of(mobile, code, displayName, username);
        boolean account = "account".equals(step);
        try {
            if (!account) {
                people.sendCode(form.mobile(), CodePurpose.REGISTER);
                URI next = UriBuilder.fromPath("/register")
                        .queryParam("mobile", "{m}")
                        .build(form.mobile());
                return Response.seeOther(next).build();
            }
            people.register(form.read(password, frame.lang()));
            AccessToken session = signIn.session(form.signInName(), password == null ? "" : password);
            boolean secure = "https".equals(uri.getRequestUri().getScheme());
            return Response.seeOther(URI.create("/organisation"))
                    .cookie(SessionCookie.of(session, config.sessionLife(), secure))
                    .build();
        } catch (Problem problem) {
            Set<String> fields = account ? Set.of("code", "displayName", "username", "password") : Set.of("mobile");
            return Response.status(UNPROCESSABLE)
                    .entity(new RegisterPage(account ? "account" : "mobile", form, refusals.of(problem, fields)))
                    .build();
        }
    }
}
