package io.weiyi.web;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Redirects within this site; an address that somebody else wrote never leads away from it. */
final class Back {

    private Back() {}

    /** The address if it is a plain path of this site, else the first page. */
    static String local(@Nullable String address) {
        boolean plain = address != null
                && address.startsWith("/")
                && !address.startsWith("//")
                && address.length() <= 2000
                && address.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\');
        if (!plain || address == null) {
            return "/";
        }
        try {
            URI.create(address);
            return address;
        } catch (IllegalArgumentException e) {
            return "/";
        }
    }

    /** Answers a form: the browser reads the page at this address next. */
    static Response to(String address) {
        return Response.seeOther(URI.create(local(address))).build();
    }
}
