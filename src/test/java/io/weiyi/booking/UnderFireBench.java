package io.weiyi.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.testing.EmbeddedParts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The peers' table in full: 2, 8, 20 and 64 people, clicks within 0, 20, 50 and 100 ms, 40 trials each. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class UnderFireBench extends UnderFire {

    @Test
    void clicks_inTheShapeOfThePeers_printTheTable() throws Exception {
        List<String> table = fire(new int[] {2, 8, 20, 64}, new int[] {0, 20, 50, 100}, 40);
        table.forEach(System.out::println);
        assertThat(table).hasSize(2 + 48);
    }
}
