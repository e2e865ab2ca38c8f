package io.weiyi.agent.journal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.SingleFileStore;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/** How the journal's file is opened, and what it means when that fails. */
final class StoreFile {
    private static final int CACHE_MB = 1;
    private static final int PAGE_BYTES = 4096;

    private StoreFile() {}

    /** A small cache and no thread of its own: the agent lives in 24 MB of heap and says itself when to commit. */
    static MVStore open(Path file, boolean toWrite) {
        SingleFileStore disk =
                new SingleFileStore(Map.of("cacheSize", CACHE_MB, "cacheConcurrency", 1, "pageSplitSize", PAGE_BYTES));
        MVStore store;
        try {
            disk.open(file.toString(), !toWrite, null);
            store = new MVStore.Builder()
                    .adoptFileStore(disk)
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .open();
        } catch (RuntimeException e) {
            letGo(disk, e);
            throw failure("the journal " + file + " cannot be opened", e);
        }
        if (toWrite && store.isReadOnly()) {
            // The library opens a file that it may not write as one to read, and fails at the first write.
            store.closeImmediately();
            throw new JournalFailure("the journal " + file + " cannot be written", new IOException("read-only"), false);
        }
        return store;
    }

    /** Some damage makes the library give up without letting go of the file, which then could not be put aside. */
    private static void letGo(SingleFileStore disk, RuntimeException because) {
        try {
            disk.close();
        } catch (RuntimeException e) {
            // It lets go of the file first and then stumbles over what it had not read yet.
            because.addSuppressed(e);
        }
    }

    static JournalFailure failure(String message, RuntimeException cause) {
        return new JournalFailure(message, cause, isDamage(cause));
    }

    /** A file in use, a full disk or a missing right passes; anything else that a reader stumbles over does not. */
    private static boolean isDamage(RuntimeException e) {
        if (!(e instanceof MVStoreException problem)) {
            return true;
        }
        return switch (problem.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED, DataUtils.ERROR_WRITING_FAILED -> false;
            default -> !(problem.getCause() instanceof FileSystemException);
        };
    }

    static <V> MVMap.Builder<Long, V> longsTo(DataType<V> values) {
        return new MVMap.Builder<Long, V>().keyType(LongDataType.INSTANCE).valueType(values);
    }

    static MVMap.Builder<String, String> textToText() {
        return new MVMap.Builder<String, String>()
                .keyType(StringDataType.INSTANCE)
                .valueType(StringDataType.INSTANCE);
    }
}
