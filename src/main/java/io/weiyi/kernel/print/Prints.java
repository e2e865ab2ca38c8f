package io.weiyi.kernel.print;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.kernel.blob.BlobStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Remembers what printed papers (打印件) say, so that the code on a paper leads back to it. A paper whose facts have not
 * changed keeps its token and its time, and so its bytes.
 */
@ApplicationScoped
public class Prints {

    private static final int TOKEN_BYTES = 16;
    private static final String SELECT = "SELECT token, kind, subject, facts, printed_at FROM printed_paper ";

    private final SecureRandom random = new SecureRandom();
    private final Jdbi jdbi;
    private final ObjectMapper json;
    private final Clock clock;

    Prints(Jdbi jdbi, ObjectMapper json, Clock clock) {
        this.jdbi = jdbi;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A paper that was printed.
     *
     * @param kind such as {@code claim-form}
     * @param subject what it is about, by its id
     */
    public record Printed(String token, String kind, String subject, Map<String, String> facts, Instant printedAt) {}

    /** Remembers a paper; facts that were printed before give the paper of then. */
    @Transactional
    public Printed register(String kind, String subject, Map<String, String> facts) {
        String text;
        try {
            text = json.writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("facts are texts", e);
        }
        String hash = BlobStore.sha256(text.getBytes(StandardCharsets.UTF_8));
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return jdbi.withHandle(handle -> {
            handle.createUpdate("""
                            INSERT INTO printed_paper (token, kind, subject, facts, sha256, printed_at)
                            VALUES (:token, :kind, :subject, :facts::json, :hash, :now)
                            ON CONFLICT ON CONSTRAINT printed_paper_once DO NOTHING""")
                    .bind("token", Base64.getUrlEncoder().withoutPadding().encodeToString(token))
                    .bind("kind", kind)
                    .bind("subject", subject)
                    .bind("facts", text)
                    .bind("hash", hash)
                    .bind("now", clock.instant())
                    .execute();
            return handle.createQuery(SELECT + "WHERE kind = :kind AND subject = :subject AND sha256 = :hash")
                    .bind("kind", kind)
                    .bind("subject", subject)
                    .bind("hash", hash)
                    .map((row, context) -> printed(row))
                    .one();
        });
    }

    /** The paper with this token, which only somebody who holds it knows. */
    public Optional<Printed> find(String token) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + "WHERE token = :token")
                .bind("token", token)
                .map((row, context) -> printed(row))
                .findOne());
    }

    private Printed printed(ResultSet row) throws SQLException {
        try {
            Map<String, String> facts =
                    json.readValue(row.getString(4), new TypeReference<LinkedHashMap<String, String>>() {});
            return new Printed(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    facts,
                    row.getObject(5, OffsetDateTime.class).toInstant());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a printed paper is JSON", e);
        }
    }
}
