package io.weiyi.kernel;

import io.weiyi.identity.Csrf;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.jboss.resteasy.reactive.RestForm;

/** A page with a form that exists in tests only. */
@Path("/probe-page")
@Produces(MediaType.TEXT_PLAIN)
public class ProbePage {

    private final Csrf csrf;

    ProbePage(Csrf csrf) {
        this.csrf = csrf;
    }

    /** The token that a form would carry. */
    @GET
    @PermitAll
    public String form() {
        return csrf.getToken();
    }

    /** Answers with the login name of whoever is signed in. */
    @POST
    @PermitAll
    @Consumes({MediaType.APPLICATION_FORM_URLENCODED, MediaType.MULTIPART_FORM_DATA})
    public String change(@RestForm String text, jakarta.ws.rs.core.SecurityContext context) {
        return text + " by " + name(context);
    }

    private static String name(SecurityContext context) {
        return context.getUserPrincipal() == null
                ? "guest"
                : context.getUserPrincipal().getName();
    }
}
