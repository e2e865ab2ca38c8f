package io.weiyi.metering.pki;

import io.vertx.core.http.HttpServerRequest;
import io.weiyi.kernel.problem.Problem;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Slows down whoever guesses enrolment codes, by address. A code has 58 bits and lives for minutes, so this keeps the noise
 * out rather than the thief; it may therefore live in the memory of each server.
 */
@Singleton
class EnrolmentTries {

    private static final int FAILURES_MAX = 30;
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int ADDRESSES_MAX = 10_000;

    private final Clock clock;
    private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
            return size() > ADDRESSES_MAX;
        }
    };

    EnrolmentTries(Clock clock) {
        this.clock = clock;
    }

    /**
     * Answers a caller that does not sign in, unless its address failed too often lately.
     *
     * @param failure which problems count as a wrong guess
     */
    <T> T counted(HttpServerRequest http, Predicate<Problem> failure, Supplier<T> answer) {
        String address =
                http.remoteAddress() == null ? "" : http.remoteAddress().hostAddress();
        check(address);
        try {
            return answer.get();
        } catch (Problem problem) {
            if (failure.test(problem)) {
                failed(address);
            }
            throw problem;
        }
    }

    private synchronized void check(String address) {
        Deque<Instant> recent = recent(address);
        if (recent.size() >= FAILURES_MAX) {
            long seconds = Duration.between(clock.instant(), recent.getFirst().plus(WINDOW))
                    .toSeconds();
            throw Problem.of(429, "locked-out", "Too many failures", "Too many wrong enrolment codes; try again later.")
                    .with("retryAfterSeconds", Math.max(1, seconds));
        }
    }

    private synchronized void failed(String address) {
        Deque<Instant> recent = recent(address);
        recent.addLast(clock.instant());
        failures.put(address, recent);
    }

    private Deque<Instant> recent(String address) {
        Deque<Instant> recent = failures.getOrDefault(address, new ArrayDeque<>());
        Instant oldest = clock.instant().minus(WINDOW);
        while (!recent.isEmpty() && recent.getFirst().isBefore(oldest)) {
            recent.removeFirst();
        }
        return recent;
    }
}
