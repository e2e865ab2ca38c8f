package io.weiyi.embedded;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.nio.file.Path;
import org.jdbi.v3.core.Jdbi;

/** The embedded broker keeps the contract. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class EmbeddedBrokerContractIT extends BrokerContract {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BlobConfig blobs;

    @Override
    CityFixture city() {
        return CityFixture.fresh(jdbi, hasher);
    }

    @Override
    Jdbi database() {
        return jdbi;
    }

    @Override
    Path store() {
        return blobs.dir();
    }

    @Override
    boolean cutsLiveConnections() {
        return true;
    }
}
