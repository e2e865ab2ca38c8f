package io.weiyi.identity;

import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sign-in of programs. */
@Path("/api/v1/auth")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class TokenResource {

    private static final int LENGTH_MAX = 200;

    private final SignIn signIn;

    TokenResource(SignIn signIn) {
        this.signIn = signIn;
    }

    /** What a program sends to sign in. */
    public record SignInJson(
            @Nullable String username, @Nullable String password) {}

    /** The token it receives. */
    public record TokenJson(String accessToken, Instant expiresAt) {}

    @POST
    @Path("/token")
    @PermitAll
    public TokenJson token(@Nullable SignInJson body) {
        if (body == null) {
            throw Problem.malformed("The body must be a JSON object with username and password.");
        }
        Checks checks = new Checks();
        String username = checks.text(body.username(), "username", LENGTH_MAX);
        // A password is taken as typed: nothing is stripped from it.
        String password = body.password() == null ? "" : body.password();
        checks.require(!password.isEmpty(), "password", "must not be empty");
        checks.require(password.length() <= LENGTH_MAX, "password", "must have at most " + LENGTH_MAX + " characters");
        checks.orThrow();
        AccessToken token = signIn.token(username, password);
        return new TokenJson(token.token(), token.expiresAt());
    }
}
