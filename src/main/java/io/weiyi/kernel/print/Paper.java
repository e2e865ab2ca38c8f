package io.weiyi.kernel.print;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A paper (打印件) in the making: a title and blocks one below another, printed on A4. */
public final class Paper {

    private final String title;
    private final List<Block> blocks = new ArrayList<>();

    public Paper(String title) {
        this.title = title;
    }

    /** What stands on a paper. */
    sealed interface Block permits Text, Heading, Facts, Table, Square, Signatures {}

    record Text(String text) implements Block {}

    record Heading(String text) implements Block {}

    record Facts(List<Map.Entry<String, String>> rows) implements Block {}

    record Table(List<Column> columns, List<List<String>> rows) implements Block {}

    record Square(String content, String caption) implements Block {}

    record Signatures(List<String> names) implements Block {}

    /**
     * A column of a table.
     *
     * @param share how wide it is beside the others
     * @param figure whether it is set to the right, as figures are
     */
    public record Column(String heading, int share, boolean figure) {

        public static Column text(String heading, int share) {
            return new Column(heading, share, false);
        }

        public static Column figure(String heading, int share) {
            return new Column(heading, share, true);
        }
    }

    /** A paragraph. */
    public Paper text(String text) {
        blocks.add(new Text(text));
        return this;
    }

    /** The heading of a part. */
    public Paper heading(String text) {
        blocks.add(new Heading(text));
        return this;
    }

    /** Names and values, one a row. */
    public Paper facts(Map<String, String> facts) {
        blocks.add(new Facts(facts.entrySet().stream()
                .map(fact -> Map.entry(fact.getKey(), fact.getValue()))
                .toList()));
        return this;
    }

    /** A table; its headings stand again on each page it reaches. */
    public Paper table(List<Column> columns, List<List<String>> rows) {
        blocks.add(
                new Table(List.copyOf(columns), rows.stream().map(List::copyOf).toList()));
        return this;
    }

    /** A QR code (二维码) with what it is for beside it. */
    public Paper square(String content, String caption) {
        blocks.add(new Square(content, caption));
        return this;
    }

    /** Places to sign or seal. */
    public Paper signatures(List<String> names) {
        blocks.add(new Signatures(List.copyOf(names)));
        return this;
    }

    /** The paper as PDF; the same content gives the same bytes. */
    public byte[] pdf() {
        return PaperWriter.write(title, blocks);
    }
}
