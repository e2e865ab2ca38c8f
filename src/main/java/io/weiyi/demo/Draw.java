package io.weiyi.demo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** One named stream of repeatable choices; streams of different names do not influence each other. */
final class Draw {

    private static final long SEED = 2024;

    private final SplittableRandom random;

    private Draw(SplittableRandom random) {
        this.random = random;
    }

    /** The stream of this name; the same name always yields the same choices. */
    static Draw stream(String name) {
        // FNV-1a spreads the names over the whole seed space; the golden-ratio mixing is SplittableRandom's own.
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return new Draw(new SplittableRandom(SEED ^ hash));
    }

    /** The stream of one numbered thing on one numbered day, so that no day's choices hang on those of another. */
    static Draw stream(String name, long thing, long day) {
        long mixed = (SEED ^ name.hashCode()) * 0x9e3779b97f4a7c15L + thing;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L + day;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return new Draw(new SplittableRandom(mixed ^ (mixed >>> 31)));
    }

    /** An integer from {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /** A long from {@code low} to {@code high}, both included. */
    long between(long low, long high) {
        return low + random.nextLong(high - low + 1);
    }

    /** True in {@code permille} of a thousand cases. */
    boolean chance(int permille) {
        return random.nextInt(1000) < permille;
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The index of one of the weights, drawn in proportion to them. */
    int weighted(int... weights) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int at = random.nextInt(sum);
        for (int i = 0; i < weights.length; i++) {
            at -= weights[i];
            if (at < 0) {
                return i;
            }
        }
        throw new IllegalStateException("weights changed while drawing");
    }

    /** A random 64-bit number. */
    long next() {
        return random.nextLong();
    }

    /** Shuffles the list in place. */
    <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T held = list.get(i);
            list.set(i, list.get(j));
            list.set(j, held);
        }
    }
}
