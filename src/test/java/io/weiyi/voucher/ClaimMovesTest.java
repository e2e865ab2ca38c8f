package io.weiyi.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClaimMovesTest {

    @Test
    void table_namesEachEdgeOnceAndReachesEveryState() {
        assertThat(ClaimMoves.table().stream()
                        .map(edge -> edge.from() + " " + edge.move())
                        .toList())
                .doesNotHaveDuplicates();
        Set<ClaimStatus> reached =
                ClaimMoves.table().stream().map(ClaimMoves.Edge::to).collect(Collectors.toSet());
        assertThat(EnumSet.complementOf(EnumSet.copyOf(reached))).containsExactly(ClaimStatus.DRAFT);
    }

    @Test
    void endStates_haveNoWayOut() {
        Set<ClaimStatus> left =
                ClaimMoves.table().stream().map(ClaimMoves.Edge::from).collect(Collectors.toSet());
        assertThat(Arrays.stream(ClaimStatus.values())
                        .filter(status -> !left.contains(status))
                        .toList())
                .containsExactlyInAnyOrder(ClaimStatus.WITHDRAWN, ClaimStatus.RECOVERED);
    }

    @Test
    void nobodyReviewsAndPays() {
        ClaimMoves.table()
                .forEach(edge -> assertThat(edge.actors().contains(ClaimActor.FINANCE)
                                && (edge.actors().contains(ClaimActor.AREA)
                                        || edge.actors().contains(ClaimActor.CITY)))
                        .as(edge.toString())
                        .isFalse());
    }

    @Test
    void applicants_takeBackOnlyBeforeApproval() {
        assertThat(ClaimMoves.table().stream()
                        .filter(edge -> edge.move() == ClaimMove.WITHDRAW)
                        .map(ClaimMoves.Edge::from))
                .containsExactlyInAnyOrder(
                        ClaimStatus.DRAFT,
                        ClaimStatus.SUBMITTED,
                        ClaimStatus.PROVIDER_CONFIRMED,
                        ClaimStatus.DISTRICT_REVIEW,
                        ClaimStatus.CITY_REVIEW,
                        ClaimStatus.PROVINCE_REVIEW,
                        ClaimStatus.RETURNED);
    }
}
