package io.weiyi.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.weiyi.embedded.DataFolder;
import io.weiyi.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** Starts the same embedded PostgreSQL as the program does, in a fresh folder, once for all integration tests. */
public final class EmbeddedParts implements QuarkusTestResourceLifecycleManager {

    private DataFolder folder;
    private EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        Path root = Path.of("target", "test-data");
        empty(root);
        folder = DataFolder.open(root);
        database = EmbeddedDatabase.start(folder);
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("weiyi.embedded", "true");
        settings.put("weiyi.store.dir", folder.root().toString());
        return settings;
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    private static void empty(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                // The unpacked PostgreSQL is the same for every run and takes a while to unpack.
                if (!file.startsWith(root.resolve("postgres-binaries")) && !file.equals(root)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the test data of the last run cannot be cleared", e);
        }
    }
}
