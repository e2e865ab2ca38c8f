package io.weiyi.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.testing.EmbeddedParts;
import org.junit.jupiter.api.Test;

/** A few rounds of what {@link UnderFireBench} plays in full. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class UnderFireIT extends UnderFire {

    @Test
    void clicks_withinMillisecondsAtOneSlot_oneWinsAndTheRestAreToldWhere() throws Exception {
        assertThat(fire(new int[] {2, 20}, new int[] {0, 50}, 3)).hasSize(2 + 12);
    }
}
