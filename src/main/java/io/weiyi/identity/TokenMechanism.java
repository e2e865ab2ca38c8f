package io.weiyi.identity;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Programs show a bearer token, and only to the API; browsers show a session cookie, and only to pages. So no other
 * site's form can ever act on the API in somebody's name.
 */
@Singleton
class TokenMechanism implements HttpAuthenticationMechanism {

    static final String API = "/api/v1/";
    private static final String BEARER = "bearer ";

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        boolean api = context.normalizedPath().startsWith(API);
        String token = api ? bearer(context) : session(context);
        if (token == null) {
            return Uni.createFrom().nullItem();
        }
        AccessTokens.Kind kind = api ? AccessTokens.Kind.BEARER : AccessTokens.Kind.SESSION;
        // Whoever shows a token that is not good any more is a guest: what is open stays open, the rest answers 401.
        return providers
                .authenticate(new TokenAuthenticationRequest(new TokenCredential(token, kind.name())))
                .onFailure(AuthenticationFailedException.class)
                .recoverWithNull();
    }

    private static @Nullable String bearer(RoutingContext context) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        boolean bearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? header.substring(BEARER.length()).strip() : null;
    }

    private static @Nullable String session(RoutingContext context) {
        Cookie cookie = context.request().getCookie(SessionCookie.NAME);
        return cookie == null ? null : cookie.getValue();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(TokenAuthenticationRequest.class);
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return Uni.createFrom().item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "bearer"));
    }
}
