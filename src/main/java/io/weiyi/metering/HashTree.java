package io.weiyi.metering;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * A hash tree (RFC 6962) over the leaves of a batch: one hash stands for all of them, and a short path proves that one of
 * them is among them. The last node of an odd level goes up as it is.
 */
final class HashTree {

    static final int HASH_BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private HashTree() {}

    static byte[] leaf(byte[] content) {
        MessageDigest digest = sha256();
        digest.update(LEAF);
        return digest.digest(content);
    }

    /** @param leaves hashes of leaves, one after another */
    static byte[] root(byte[] leaves) {
        byte[] level = leaves;
        while (level.length > HASH_BYTES) {
            level = above(level);
        }
        return level;
    }

    /** The hashes beside the way from a leaf to the root, from below. */
    static List<byte[]> path(byte[] leaves, int index) {
        List<byte[]> path = new ArrayList<>();
        byte[] level = leaves;
        int at = index;
        while (level.length > HASH_BYTES) {
            int beside = at ^ 1;
            if (beside < count(level)) {
                path.add(node(level, beside));
            }
            level = above(level);
            at /= 2;
        }
        return path;
    }

    private static byte[] above(byte[] level) {
        int count = count(level);
        byte[] up = new byte[(count + 1) / 2 * HASH_BYTES];
        for (int i = 0; i < count; i += 2) {
            byte[] node = node(level, i);
            if (i + 1 < count) {
                MessageDigest digest = sha256();
                digest.update(NODE);
                digest.update(level, i * HASH_BYTES, 2 * HASH_BYTES);
                node = digest.digest();
            }
            System.arraycopy(node, 0, up, i / 2 * HASH_BYTES, HASH_BYTES);
        }
        return up;
    }

    static int count(byte[] leaves) {
        return leaves.length / HASH_BYTES;
    }

    private static byte[] node(byte[] level, int index) {
        byte[] node = new byte[HASH_BYTES];
        System.arraycopy(level, index * HASH_BYTES, node, 0, HASH_BYTES);
        return node;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java", e);
        }
    }
}
