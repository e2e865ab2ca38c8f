package io.weiyi.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the tab-separated text files of the demo city; lines that start with {@code #} are comments. */
final class DemoText {

    private DemoText() {}

    /** The rows of {@code demo/<name>.tsv}; every row has at least {@code columns} cells, missing ones are empty. */
    static List<List<String>> rows(String name, int columns) {
        String path = "demo/" + name + ".tsv";
        List<List<String>> rows = new ArrayList<>();
        try (InputStream in = DemoText.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("Missing resource " + path);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(cells(line, columns));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
        return List.copyOf(rows);
    }

    private static List<String> cells(String line, int columns) {
        List<String> cells = new ArrayList<>(List.of(line.split("\t", -1)));
        while (cells.size() < columns) {
            cells.add("");
        }
        return List.copyOf(cells);
    }

    /** Splits a cell of the form {@code left<mark>right;left<mark>right}. */
    static List<Pair> pairs(String cell, char mark) {
        List<Pair> pairs = new ArrayList<>();
        for (String part : cell.split(";")) {
            int at = part.indexOf(mark);
            if (at < 0) {
                throw new IllegalStateException("No '" + mark + "' in " + part);
            }
            pairs.add(new Pair(part.substring(0, at), part.substring(at + 1)));
        }
        return List.copyOf(pairs);
    }

    /** Two texts that belong together, such as a Chinese and an English name. */
    record Pair(String left, String right) {}
}
