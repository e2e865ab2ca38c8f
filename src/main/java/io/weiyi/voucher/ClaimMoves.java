package io.weiyi.voucher;

import static io.weiyi.voucher.ClaimActor.APPLICANT;
import static io.weiyi.voucher.ClaimActor.AREA;
import static io.weiyi.voucher.ClaimActor.CITY;
import static io.weiyi.voucher.ClaimActor.FINANCE;
import static io.weiyi.voucher.ClaimActor.PROVIDER;
import static io.weiyi.voucher.ClaimActor.PUBLIC;
import static io.weiyi.voucher.ClaimActor.SYSTEM;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The legal moves of a claim and who may make them: this table and nothing else. */
public final class ClaimMoves {

    /** One legal move. */
    public record Edge(ClaimStatus from, ClaimMove move, ClaimStatus to, Set<ClaimActor> actors) {}

    private static final List<Edge> TABLE = List.of(
            edge(ClaimStatus.DRAFT, ClaimMove.SUBMIT, ClaimStatus.SUBMITTED, APPLICANT),
            edge(ClaimStatus.DRAFT, ClaimMove.WITHDRAW, ClaimStatus.WITHDRAWN, APPLICANT),
            edge(ClaimStatus.SUBMITTED, ClaimMove.CONFIRM, ClaimStatus.PROVIDER_CONFIRMED, PROVIDER),
            edge(ClaimStatus.SUBMITTED, ClaimMove.RETURN, ClaimStatus.RETURNED, PROVIDER),
            edge(ClaimStatus.SUBMITTED, ClaimMove.WITHDRAW, ClaimStatus.WITHDRAWN, APPLICANT),
            edge(ClaimStatus.PROVIDER_CONFIRMED, ClaimMove.FORWARD, ClaimStatus.DISTRICT_REVIEW, SYSTEM),
            edge(ClaimStatus.PROVIDER_CONFIRMED, ClaimMove.WITHDRAW, ClaimStatus.WITHDRAWN, APPLICANT),
            edge(ClaimStatus.DISTRICT_REVIEW, ClaimMove.APPROVE, ClaimStatus.CITY_REVIEW, AREA),
            edge(ClaimStatus.DISTRICT_REVIEW, ClaimMove.RETURN, ClaimStatus.RETURNED, AREA),
            edge(ClaimStatus.DISTRICT_REVIEW, ClaimMove.REJECT, ClaimStatus.REJECTED, AREA),
            edge(ClaimStatus.DISTRICT_REVIEW, ClaimMove.WITHDRAW, ClaimStatus.WITHDRAWN, APPLICANT),
            edge(ClaimStatus.CITY_REVIEW, ClaimMove.APPROVE, ClaimStatus.APPROVED, CITY),
            edge(ClaimStatus.CITY_REVIEW, ClaimMove.RETURN, ClaimStatus.RETURNED, CITY),
            edge(ClaimStatus.CITY_REVIEW, ClaimMove.REJECT, ClaimStatus.REJECTED, CITY),
            edge(ClaimStatus.CITY_REVIEW, ClaimMove.WITHDRAW, ClaimStatus.WITHDRAWN, APPLICANT),
            edge(ClaimStatus.CITY_REVIEW, ClaimMove.REPORT, ClaimStatus.PROVINCE_REVIEW, CITY),
            edge(ClaimStatus.PROVINCE_REVIEW, ClaimMove.APPROVE, ClaimStatus.APPROVED, CITY),
            edge(ClaimStatus.PROVINCE_REVIEW, ClaimMove.RETURN, ClaimStatus.RETURNED, CITY),
            edge(ClaimStatus.PROVINCE_REVIEW, ClaimMove.REJECT, ClaimStatus.REJECTED, CITY),
            edge(ClaimStatus.PROVINCE_REVIEW, ClaimMove.WITHDRAW, ClaimStatus.WITHDRAWN, APPLICANT),
            edge(ClaimStatus.APPROVED, ClaimMove.PUBLISH, ClaimStatus.PUBLICITY, CITY),
            edge(
                    ClaimStatus.PUBLICITY,
                    ClaimMove.OBJECT,
                    ClaimStatus.OBJECTED,
                    APPLICANT,
                    PROVIDER,
                    AREA,
                    CITY,
                    PUBLIC),
            edge(ClaimStatus.PUBLICITY, ClaimMove.RELEASE, ClaimStatus.PAYABLE, SYSTEM),
            edge(ClaimStatus.OBJECTED, ClaimMove.APPROVE, ClaimStatus.CITY_REVIEW, CITY),
            edge(ClaimStatus.OBJECTED, ClaimMove.REJECT, ClaimStatus.REJECTED, CITY),
            edge(ClaimStatus.PAYABLE, ClaimMove.START_PAYMENT, ClaimStatus.PAYING, FINANCE),
            edge(ClaimStatus.PAYING, ClaimMove.CONFIRM_PAYMENT, ClaimStatus.PAID, FINANCE),
            edge(ClaimStatus.PAYING, ClaimMove.FAIL_PAYMENT, ClaimStatus.PAY_FAILED, FINANCE),
            edge(ClaimStatus.PAY_FAILED, ClaimMove.RETRY_PAYMENT, ClaimStatus.PAYABLE, FINANCE),
            edge(ClaimStatus.PAID, ClaimMove.FAIL_PAYMENT, ClaimStatus.PAY_FAILED, FINANCE),
            edge(ClaimStatus.PAID, ClaimMove.RECOVER, ClaimStatus.RECOVERING, FINANCE),
            edge(ClaimStatus.RECOVERING, ClaimMove.CONFIRM_RECOVERY, ClaimStatus.RECOVERED, FINANCE),
            edge(ClaimStatus.RETURNED, ClaimMove.SUBMIT, ClaimStatus.SUBMITTED, APPLICANT),
            edge(ClaimStatus.RETURNED, ClaimMove.WITHDRAW, ClaimStatus.WITHDRAWN, APPLICANT),
            edge(ClaimStatus.RETURNED, ClaimMove.EXPIRE, ClaimStatus.WITHDRAWN, SYSTEM),
            edge(ClaimStatus.REJECTED, ClaimMove.REOPEN, ClaimStatus.DISTRICT_REVIEW, AREA, CITY));

    private static final Map<ClaimStatus, Map<ClaimMove, Edge>> EDGES = new EnumMap<>(ClaimStatus.class);
    private static final Map<ClaimMove, Set<ClaimActor>> EVER = new EnumMap<>(ClaimMove.class);

    static {
        for (Edge edge : TABLE) {
            EDGES.computeIfAbsent(edge.from(), from -> new EnumMap<>(ClaimMove.class))
                    .put(edge.move(), edge);
            EVER.computeIfAbsent(edge.move(), move -> EnumSet.noneOf(ClaimActor.class))
                    .addAll(edge.actors());
        }
    }

    private ClaimMoves() {}

    private static Edge edge(ClaimStatus from, ClaimMove move, ClaimStatus to, ClaimActor... actors) {
        return new Edge(from, move, to, EnumSet.of(actors[0], actors));
    }

    public static List<Edge> table() {
        return TABLE;
    }

    public static Optional<Edge> edge(ClaimStatus from, ClaimMove move) {
        return Optional.ofNullable(EDGES.getOrDefault(from, Map.of()).get(move));
    }

    /** Who makes this move from any state at all. */
    public static Set<ClaimActor> actors(ClaimMove move) {
        return Set.copyOf(EVER.getOrDefault(move, Set.of()));
    }
}
