package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.AccessToken;
import io.weiyi.identity.IdentityConfig;
import io.weiyi.identity.SessionCookie;
import io.weiyi.identity.SignIn;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Signing in and out with a browser. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class SignInPages {

    private static final int UNPROCESSABLE = 422;

    /** The sign-in form. */
    record SignInPage(
            String username,
            String back,
            FormErrors errors,
            @Nullable String done,
            boolean demo) implements TemplateInstance {}

    private final SignIn signIn;
    private final IdentityConfig config;
    private final Frame frame;
    private final Refusals refusals;
    private final boolean demo;

    SignInPages(
            SignIn signIn,
            IdentityConfig config,
            Frame frame,
            Refusals refusals,
            @ConfigProperty(name = "weiyi.demo.enabled", defaultValue = "false") boolean demo) {
        this.signIn = signIn;
        this.config = config;
        this.frame = frame;
        this.refusals = refusals;
        this.demo = demo;
    }

    @GET
    @Path("sign-in")
    @PermitAll
    public TemplateInstance form(@QueryParam("back") @Nullable String back, @QueryParam("done") @Nullable String done) {
        return new SignInPage("", back == null ? "" : Back.local(back), FormErrors.NONE, done, demo);
    }

    @POST
    @Path("sign-in")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @PermitAll
    public Response signIn(
            @RestForm @Nullable String username,
            @RestForm @Nullable String password,
            @RestForm @Nullable String back,
            @Context UriInfo uri) {
        String name = username == null ? "" : username.strip();
        try {
            AccessToken session = signIn.session(name, password == null ? "" : password);
            boolean secure = "https".equals(uri.getRequestUri().getScheme());
            // Which page is theirs depends on their roles, and those are known to the request after this one only.
            String next = back == null || back.isBlank() ? "/start" : Back.local(back);
            return Response.seeOther(URI.create(next))
                    .cookie(SessionCookie.of(session, config.sessionLife(), secure))
                    .build();
        } catch (Problem problem) {
            String text =
                    problem.status() == 401 ? frame.words(DoorWords.class).wrongPassword() : refusals.text(problem);
            FormErrors errors = new FormErrors(text, Map.of(), List.of());
            return Response.status(UNPROCESSABLE)
                    .entity(new SignInPage(name, back == null ? "" : back, errors, null, demo))
                    .build();
        }
    }

    /** Leads to the page of the reader's role. */
    @GET
    @Path("start")
    @PermitAll
    public Response start() {
        return Back.to(frame.guest() ? "/" : frame.landing());
    }

    @POST
    @Path("sign-out")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @PermitAll
    public Response signOut(@CookieParam(SessionCookie.NAME) @Nullable String session, @Context UriInfo uri) {
        if (session != null && !session.isBlank()) {
            signIn.signOut(session);
        }
        boolean secure = "https".equals(uri.getRequestUri().getScheme());
        return Response.seeOther(URI.create("/sign-in?done=signed-out"))
                .cookie(SessionCookie.gone(secure))
                .build();
    }
}
