package io.weiyi.identity;

import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;

/** The cookie of a signed-in browser (会话). Scripts cannot read it and other sites' forms do not carry it. */
public final class SessionCookie {

    public static final String NAME = "weiyi_session";

    private SessionCookie() {}

    /**
     * The cookie that signs a browser in.
     *
     * @param secure whether the browser came by HTTPS
     */
    public static NewCookie of(AccessToken session, Duration life, boolean secure) {
        return cookie(session.token(), Math.toIntExact(life.toSeconds()), secure);
    }

    /** The cookie that signs a browser out. */
    public static NewCookie gone(boolean secure) {
        return cookie("", 0, secure);
    }

    private static NewCookie cookie(String value, int secondsMax, boolean secure) {
        return new NewCookie.Builder(NAME)
                .value(value)
                .path("/")
                .maxAge(secondsMax)
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }
}
