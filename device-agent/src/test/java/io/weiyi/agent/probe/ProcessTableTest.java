package io.weiyi.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
    private static final long KERNEL = 2;

    private final Machine machine = new Machine();
    private final ProcessTable table = new ProcessTable(machine);

    @Test
    void programs_ofThisMachine_findThisTest() {
        long own = ProcessHandle.current().pid();

        assertThat(new ProcessTable().programs(0))
                .anySatisfy(program -> assertThat(program.process().pid()).isEqualTo(own));
    }

    @Test
    void programs_oldOnes_areAskedOnceAMinuteWhateverTheyAre() {
        machine.paths.put(ProcessHandle.current().pid(), "/opt/acquire");
        machine.paths.put(KERNEL, "");
        for (int second = 0; second <= 10; second++) {
            assertThat(table.programs(second * 1_000L))
                    .extracting(Program::path)
                    .containsExactly("/opt/acquire");
        }
        machine.asked.clear();

        for (int second = 11; second < 60; second++) {
            table.programs(second * 1_000L);
        }
        assertThat(machine.asked).isEmpty();

        table.programs(61_000);
        assertThat(machine.asked)
                .containsExactlyInAnyOrder(KERNEL, ProcessHandle.current().pid());
    }

    @Test
    void programs_aShellThatBecomesTheProgram_isFound() {
        machine.paths.put(ProcessHandle.current().pid(), "");
        assertThat(table.programs(0)).isEmpty();

        machine.paths.put(ProcessHandle.current().pid(), "/opt/acquire");

        assertThat(table.programs(1_000)).extracting(Program::path).containsExactly("/opt/acquire");
    }

    /** Processes by pid; an empty path is no program. */
    private static final class Machine implements ProcessSource {
        private final Map<Long, String> paths = new TreeMap<>();
        private final List<Long> asked = new ArrayList<>();

        @Override
        public LongStream pids() {
            return paths.keySet().stream().mapToLong(Long::longValue);
        }

        @Override
        public Optional<Program> program(long pid) {
            asked.add(pid);
            String path = paths.get(pid);
            return path == null || path.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Program(ProcessHandle.current(), Instant.EPOCH, path, path));
        }

        @Override
        public long everyMillis() {
            return 900;
        }
    }
}
