package io.weiyi.kernel.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An expected refusal that leaves the house as RFC 9457 problem details. The type is stable and part of the contract;
 * members beyond the standard ones are added by {@link #with}.
 */
public final class Problem extends RuntimeException {

    private final String type;
    private final int status;
    private final String title;
    private final Map<String, Object> members = new LinkedHashMap<>();

    private Problem(int status, String type, String title, String detail) {
        super(detail, null, false, false);
        this.type = "/problems/" + type;
        this.status = status;
        this.title = title;
    }

    /**
     * @param status the HTTP status
     * @param type the last part of the type, such as {@code booking-overlap}
     * @param title a short summary that does not change from case to case
     * @param detail this case, for a person
     */
    public static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail);
    }

    public static Problem malformed(String detail) {
        return of(400, "malformed", "The request cannot be read", detail);
    }

    public static Problem unauthenticated() {
        return of(401, "unauthenticated", "Sign in first", "This call needs a valid access token.");
    }

    public static Problem forbidden(String detail) {
        return of(403, "forbidden", "Not allowed", detail);
    }

    public static Problem notFound() {
        return of(404, "not-found", "Not found", "There is nothing here that you may see.");
    }

    public static Problem illegalTransition(String detail) {
        return of(409, "illegal-transition", "Not possible in this state", detail);
    }

    public static Problem stale() {
        return of(412, "stale", "Changed meanwhile", "Somebody changed this since you read it; read it again.");
    }

    public static Problem tooLarge(String detail) {
        return of(413, "too-large", "Too large", detail);
    }

    public static Problem validation(String field, String message) {
        return validation(List.of(new Violation(field, message)));
    }

    public static Problem validation(List<Violation> violations) {
        String detail = violations.size() == 1
                ? violations.get(0).field() + ": " + violations.get(0).message()
                : violations.size() + " fields are wrong.";
        return of(422, "validation", "Some fields are wrong", detail).with("violations", List.copyOf(violations));
    }

    /** Adds a member beside the standard ones. */
    public Problem with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    public String type() {
        return type;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, Object> members() {
        return Map.copyOf(members);
    }

    /** The body as it goes over the wire. */
    public Map<String, Object> toBody() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail());
        body.putAll(members);
        return body;
    }
}
