package io.weiyi.kernel.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.kernel.job.PeriodicJob;
import io.weiyi.kernel.problem.Problem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** First answers by key; also the job that forgets them after a day. */
@Singleton
class KeptAnswers implements PeriodicJob {

    private static final Duration KEPT_FOR = Duration.ofHours(24);

    private final Jdbi jdbi;
    private final Clock clock;
    private final ObjectMapper json;

    KeptAnswers(Jdbi jdbi, Clock clock, ObjectMapper json) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.json = json;
    }

    record Key(String caller, String method, String path, String key) {

        Map<String, String> values() {
            return Map.of("caller", caller, "method", method, "path", path, "key", key);
        }
    }

    private record Kept(
            byte[] bodySha256,
            int status,
            @Nullable String location,
            @Nullable String etag,
            @Nullable String mediaType,
            byte[] body) {}

    /** True when this request is the first with its key; a parallel twin waits here until the first is decided. */
    boolean claim(Key key, byte[] bodySha256) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> {
            handle.createUpdate(
                            "DELETE FROM idempotency_key WHERE caller = :caller AND method = :method AND path = :path AND key = :key AND created_at < :old")
                    .bindMap(key.values())
                    .bind("old", now.minus(KEPT_FOR))
                    .execute();
            return handle.createUpdate("""
                            INSERT INTO idempotency_key (caller, method, path, key, body_sha256, created_at)
                            VALUES (:caller, :method, :path, :key, :hash, :now) ON CONFLICT DO NOTHING""")
                            .bindMap(key.values())
                            .bind("hash", bodySha256)
                            .bind("now", now)
                            .execute()
                    == 1;
        });
    }

    /** The first answer again, or the problem that the key was used for another body. */
    Response replay(Key key, byte[] bodySha256) {
        Kept kept = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT body_sha256, status, location, etag, media_type, response FROM idempotency_key
                         WHERE caller = :caller AND method = :method AND path = :path AND key = :key""")
                .bindMap(key.values())
                .map((row, context) -> new Kept(
                        row.getBytes(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getBytes(6)))
                .one());
        if (!Arrays.equals(kept.bodySha256(), bodySha256)) {
            throw Problem.of(
                    422,
                    "idempotency-key-reused",
                    "Idempotency-Key used before",
                    "This key was used for another body; take a new key for a new request.");
        }
        Response.ResponseBuilder answer =
                Response.status(kept.status()).type(kept.mediaType()).entity(kept.body());
        if (kept.location() != null) {
            answer.header(HttpHeaders.LOCATION, kept.location());
        }
        if (kept.etag() != null) {
            answer.header(HttpHeaders.ETAG, kept.etag());
        }
        return answer.build();
    }

    /** Keeps the answer of the work in the work's own transaction, and returns it as bytes. */
    Response keep(Key key, Response answer) {
        byte[] bytes = write(answer.getEntity());
        save(
                key,
                answer.getStatus(),
                answer.getHeaderString(HttpHeaders.LOCATION),
                answer.getHeaderString(HttpHeaders.ETAG),
                MediaType.APPLICATION_JSON,
                bytes);
        return Response.fromResponse(answer)
                .entity(bytes)
                .type(MediaType.APPLICATION_JSON)
                .build();
    }

    /** Keeps a refusal; its work was rolled back, so this is a transaction of its own. */
    void keepProblem(Key key, byte[] bodySha256, int status, Map<?, ?> problem) {
        if (claim(key, bodySha256)) {
            save(key, status, null, null, "application/problem+json", write(problem));
        }
    }

    private void save(
            Key key, int status, @Nullable String location, @Nullable String etag, String mediaType, byte[] bytes) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE idempotency_key SET status = :status, location = :location, etag = :etag, media_type = :type, response = :body
                         WHERE caller = :caller AND method = :method AND path = :path AND key = :key""")
                .bindMap(key.values())
                .bind("status", status)
                .bind("location", location)
                .bind("etag", etag)
                .bind("type", mediaType)
                .bind("body", bytes)
                .execute());
    }

    private byte[] write(@Nullable Object entity) {
        try {
            return json.writeValueAsBytes(entity);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the answer cannot be written as JSON", e);
        }
    }

    @Override
    public String name() {
        return "idempotency.forget";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("DELETE FROM idempotency_key WHERE created_at < :old")
                .bind("old", now.minus(KEPT_FOR))
                .execute());
    }
}
