package io.weiyi.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHasherTest {

    private final PasswordHasher hasher = new PasswordHasher();

    @Test
    void hash_samePasswordTwice_differsAndMatches() {
        String first = hasher.hash("威仪 pass");
        String second = hasher.hash("威仪 pass");
        assertThat(first).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(second);
        assertThat(hasher.matches("威仪 pass", first)).isTrue();
        assertThat(hasher.matches("威仪 pass", second)).isTrue();
        assertThat(hasher.matches("威仪 Pass", first)).isFalse();
        assertThat(hasher.matches("", first)).isFalse();
    }

    @Test
    void matches_composedAndDecomposed_areTheSamePassword() {
        assertThat(hasher.matches("cafe\u0301 1234", hasher.hash("caf\u00e9 1234")))
                .isTrue();
    }

    @Test
    void matches_stringOfAnotherProgram_isUnderstood() {
        // The known answer for "password" and "somesalt" that implementations of Argon2id check themselves against.
        String known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(hasher.matches("password", known)).isTrue();
        assertThat(hasher.matches("passwore", known)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
                "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
                "$argon2id$v=19$m=19456,t=999,p=1$c29tZXNhbHQ$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"
            })
    void matches_strangeString_isFalseAndAsksNothingOfUs(String phc) {
        assertThat(hasher.matches("password", phc)).isFalse();
    }
}
