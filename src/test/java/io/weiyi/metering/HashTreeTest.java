package io.weiyi.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The hash tree of RFC 6962: published vectors, and every leaf's path leads to the root. */
class HashTreeTest {

    /** The leaves of the test vectors of certificate transparency. */
    private static final List<String> VECTORS =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    @Test
    void root_isThatOfTheVectors() {
        assertThat(root(1)).isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assertThat(root(3)).isEqualTo("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
        assertThat(root(8)).isEqualTo("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    private static String root(int count) {
        return HexFormat.of().formatHex(HashTree.root(leaves(count)));
    }

    private static byte[] leaves(int count) {
        byte[] leaves = new byte[count * HashTree.HASH_BYTES];
        for (int i = 0; i < count; i++) {
            byte[] content = i < VECTORS.size()
                    ? HexFormat.of().parseHex(VECTORS.get(i))
                    : Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(HashTree.leaf(content), 0, leaves, i * HashTree.HASH_BYTES, HashTree.HASH_BYTES);
        }
        return leaves;
    }

    @Test
    void path_leadsFromEachLeafToTheRoot() {
        for (int count : IntStream.concat(IntStream.rangeClosed(1, 33), IntStream.of(100))
                .toArray()) {
            byte[] leaves = leaves(count);
            byte[] root = HashTree.root(leaves);
            for (int i = 0; i < count; i++) {
                byte[] leaf = Arrays.copyOfRange(leaves, i * 32, i * 32 + 32);
                assertThat(climb(leaf, i, count, HashTree.path(leaves, i))).isEqualTo(root);
                assertThat(DayChain.find(leaves, leaf)).isEqualTo(i);
            }
        }
    }

    private static byte[] climb(byte[] leaf, int index, int count, List<byte[]> path) {
        byte[] node = leaf;
        int at = index;
        int used = 0;
        for (int level = count; level > 1; level = (level + 1) / 2) {
            if (at % 2 == 1) {
                node = node(path.get(used++), node);
            } else if (at + 1 < level) {
                node = node(node, path.get(used++));
            }
            at /= 2;
        }
        assertThat(used).isEqualTo(path.size());
        return node;
    }

    private static byte[] node(byte[] left, byte[] right) {
        MessageDigest digest = HashTree.sha256();
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }
}
