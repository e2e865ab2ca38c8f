package io.weiyi.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class StatementTest {
    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    @Test
    void statement_ofItsKey_isRight_andOfNoOther() throws Exception {
        KeyPair key = key();
        Statement statement = Statement.parse(signed(key, "{\"alg\":\"ES256\",\"kid\":\"k\"}"));
        assertThat(statement.isSignedBy(key.getPublic())).isTrue();
        assertThat(statement.isSignedBy(key().getPublic())).isFalse();
        assertThat(statement.kid()).isEqualTo("k");
    }

    @Test
    void otherAlgorithm_isWrongWhateverTheSignature() throws Exception {
        KeyPair key = key();
        for (String alg : new String[] {"none", "HS256", "ES384"}) {
            Statement statement = Statement.parse(signed(key, "{\"alg\":\"" + alg + "\",\"kid\":\"k\"}"));
            assertThat(statement.isSignedBy(key.getPublic())).as(alg).isFalse();
        }
        assertThatThrownBy(() -> Statement.parse(signed(key, "{\"alg\":\"ES256\",\"kid\":\"k\",\"jwk\":{}}")))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void lastCharacter_inAnotherSpelling_isRefused() throws Exception {
        String text = signed(key(), "{\"alg\":\"ES256\",\"kid\":\"k\"}");
        char last = text.charAt(text.length() - 1);
        // 64 bytes are 86 characters with four bits to spare: a neighbour in the alphabet decodes to the same bytes.
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char other = alphabet.charAt(alphabet.indexOf(last) ^ 1);
        String changed = text.substring(0, text.length() - 1) + other;
        assertThatThrownBy(() -> Statement.parse(changed)).isInstanceOf(Unreadable.class);
    }

    @Test
    void text_thatIsNoStatement_isUnreadable() {
        for (String text : new String[] {"", ".", "..", "a.b", "a.b.c.d", "é.é.é", "e30.W10.AA"}) {
            assertThatThrownBy(() -> Statement.parse(text)).as(text).isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void fingerprint_isTakenAsPeoplePasteIt() {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) 0xab;
        String base64 = BASE64_URL.encodeToString(bytes);
        assertThat(Pins.fingerprint(" " + base64 + "\n")).isEqualTo(base64);
        assertThat(Pins.fingerprint("AB" + ":00".repeat(31))).isEqualTo(base64);
        assertThat(Pins.fingerprint("ab" + "00".repeat(31))).isEqualTo(base64);
        assertThat(Pins.fingerprint("ab")).isNull();
        assertThat(Pins.fingerprint("not a fingerprint at all, whatever one may say of it, sir"))
                .isNull();
    }

    private static KeyPair key() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String signed(KeyPair key, String header) throws GeneralSecurityException {
        String signed = encode(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encode("{\"v\":1}".getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + encode(signature.sign());
    }

    private static String encode(byte[] bytes) {
        return BASE64_URL.encodeToString(bytes);
    }
}
