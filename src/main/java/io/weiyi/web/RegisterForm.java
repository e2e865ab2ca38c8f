package io.weiyi.web;

import io.weiyi.identity.Registration;
import org.jspecify.annotations.Nullable;

/** What somebody wrote to get an account (注册表单); the password is never shown again. */
public record RegisterForm(String mobile, String code, String displayName, String username) {

    private static final int MOBILE_DIGITS = 11;

    static RegisterForm of(
            @Nullable String mobile, @Nullable String code, @Nullable String displayName, @Nullable String username) {
        return new RegisterForm(
                Inputs.text(mobile), Inputs.text(code), Inputs.text(displayName), Inputs.text(username));
    }

    /** The name that the new account signs in with: the chosen one, else the mobile. */
    String signInName() {
        String digits = mobile.replaceAll("[^0-9]", "");
        return username.isEmpty() ? digits.substring(Math.max(0, digits.length() - MOBILE_DIGITS)) : username;
    }

    Registration read(@Nullable String password, String language) {
        return new Registration(mobile, code, username, displayName, password, language);
    }
}
