package io.weiyi.kernel.job;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** Several servers that wake up in the same moment: each has its own runner, they share nothing but the database. */
public final class Servers {

    private Servers() {}

    /** Lets so many servers run these jobs at once, several times over, by one clock. */
    public static void race(Jdbi jdbi, Clock clock, List<PeriodicJob> jobs, int servers, int rounds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(servers);
        try {
            CyclicBarrier start = new CyclicBarrier(servers);
            for (int i = 0; i < rounds; i++) {
                Callable<Void> server = () -> {
                    start.await();
                    new JobRunner(jdbi, clock, List.of(), jobs).runAll();
                    return null;
                };
                for (Future<Void> done : threads.invokeAll(
                        Stream.generate(() -> server).limit(servers).toList())) {
                    done.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
