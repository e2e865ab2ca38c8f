package io.weiyi.identity;

import io.weiyi.kernel.problem.Checks;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a mobile, a code, a login name and a password must look like. */
final class PersonChecks {

    static final int PASSWORD_LENGTH_MIN = 8;
    static final int PASSWORD_LENGTH_MAX = 128;

    // Mainland mobiles; the country's prefix may be typed or not.
    private static final Pattern MOBILE = Pattern.compile("(?:\\+?86)?(1[3-9]\\d{9})");
    private static final Pattern CODE = Pattern.compile("[0-9]{6}");
    // It starts with a letter, so that nobody's login name is another one's mobile.
    private static final Pattern USERNAME = Pattern.compile("[a-z][a-z0-9._-]{1,63}");

    private PersonChecks() {}

    static String mobile(Checks checks, @Nullable String typed) {
        String compact = typed == null ? "" : typed.replaceAll("[ -]", "");
        var match = MOBILE.matcher(compact);
        if (!match.matches()) {
            checks.add("mobile", "must be a mobile number of eleven digits");
            return "";
        }
        return match.group(1);
    }

    static String code(Checks checks, @Nullable String typed) {
        String code = typed == null ? "" : typed.strip();
        checks.require(CODE.matcher(code).matches(), "code", "must have six digits");
        return code;
    }

    static String username(Checks checks, String typed) {
        String username = typed.strip().toLowerCase(Locale.ROOT);
        checks.require(
                USERNAME.matcher(username).matches(),
                "username",
                "must start with a letter and have 2 to 64 letters, digits, dots, dashes or underscores");
        return username;
    }

    static String password(Checks checks, @Nullable String typed, String field, String... easilyGuessed) {
        String password = typed == null ? "" : typed;
        checks.require(
                password.length() >= PASSWORD_LENGTH_MIN && password.length() <= PASSWORD_LENGTH_MAX,
                field,
                "must have " + PASSWORD_LENGTH_MIN + " to " + PASSWORD_LENGTH_MAX + " characters");
        for (String guess : easilyGuessed) {
            checks.require(!password.equalsIgnoreCase(guess), field, "must not be the login name or the mobile");
        }
        return password;
    }
}
