package io.weiyi.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Shows metrics to this machine only. A request that a proxy brought, and so came from elsewhere, is answered as if there
 * were no such page.
 */
@Singleton
class MetricsGuard {

    private static final int PRIORITY = 1_000;
    private static final int NOT_FOUND = 404;

    void register(@Observes Filters filters) {
        filters.register(MetricsGuard::guard, PRIORITY);
    }

    private static void guard(RoutingContext context) {
        if (context.normalizedPath().startsWith("/q/metrics") && !isFromHere(context)) {
            context.response().setStatusCode(NOT_FOUND).end();
            return;
        }
        context.next();
    }

    private static boolean isFromHere(RoutingContext context) {
        boolean forwarded = context.request().headers().contains("X-Forwarded-For")
                || context.request().headers().contains("Forwarded");
        String address = context.request().remoteAddress() == null
                ? null
                : context.request().remoteAddress().hostAddress();
        try {
            return !forwarded
                    && address != null
                    && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
