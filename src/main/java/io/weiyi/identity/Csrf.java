package io.weiyi.identity;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** What a page's forms carry to prove that they are ours (CSRF): {@code {inject:csrf.parameterName}} and token. */
@Named("csrf")
@Singleton
public class Csrf {

    static final String PARAMETER = "csrf_token";
    static final String HEADER = "X-CSRF-TOKEN";
    static final String KEY = "weiyi.csrf";

    private final CurrentVertxRequest request;

    Csrf(CurrentVertxRequest request) {
        this.request = request;
    }

    /** The name of the hidden field. */
    public String getParameterName() {
        return PARAMETER;
    }

    /** The header that scripts send instead of the field. */
    public String getHeaderName() {
        return HEADER;
    }

    /** The token of this browser. */
    public String getToken() {
        String token = request.getCurrent().get(KEY);
        if (token == null) {
            throw new IllegalStateException("a form can only be shown by a page");
        }
        return token;
    }
}
