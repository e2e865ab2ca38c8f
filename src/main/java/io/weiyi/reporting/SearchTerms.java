package io.weiyi.reporting;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What somebody typed into the search, taken apart (检索词). Every word must be found; a word is found by itself or by any
 * of its synonyms. Pure.
 */
final class SearchTerms {

    static final int LENGTH_MAX = 200;
    static final int WORDS_MAX = 12;
    private static final int PHRASE_WORDS_MAX = 4;
    private static final int SHORT_MAX = 3;

    private SearchTerms() {}

    /** The words of a query: full-width letters made plain, lower case, control characters as spaces. */
    static List<String> words(String query) {
        String plain = Normalizer.normalize(query, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\p{Cntrl}\\p{Cs}]", " ")
                .strip();
        return plain.isEmpty()
                ? List.of()
                : Arrays.asList(plain.split("[\\s\\u3000,，、;；]+")).stream()
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    /** Everything in a query that might be in the synonyms: its words, and neighbours taken together. */
    static Set<String> phrases(List<String> words) {
        Set<String> phrases = new LinkedHashSet<>();
        for (int from = 0; from < words.size(); from++) {
            for (int until = from + 1; until <= Math.min(words.size(), from + PHRASE_WORDS_MAX); until++) {
                phrases.add(String.join(" ", words.subList(from, until)));
            }
        }
        return phrases;
    }

    /**
     * What to look for: all of these terms, longest known phrases first, as "transmission electron microscope" is one
     * thing and not three.
     *
     * @param synonyms for each known phrase, all that means the same
     */
    static List<Term> terms(List<String> words, Map<String, Set<String>> synonyms) {
        List<Term> terms = new ArrayList<>();
        int from = 0;
        while (from < words.size()) {
            int until = Math.min(words.size(), from + PHRASE_WORDS_MAX);
            while (until > from + 1 && !synonyms.containsKey(String.join(" ", words.subList(from, until)))) {
                until--;
            }
            String typed = String.join(" ", words.subList(from, until));
            Set<String> any = new LinkedHashSet<>(List.of(typed));
            any.addAll(synonyms.getOrDefault(typed, Set.of()));
            terms.add(new Term(typed, List.copyOf(any)));
            from = until;
        }
        return terms;
    }

    /**
     * One thing to be found.
     *
     * @param typed as it was typed
     * @param any itself and its synonyms
     */
    record Term(String typed, List<String> any) {

        /**
         * An SQL condition that finds the term in a text in lower case. Each way to write it stands alone, so that a
         * trigram index can serve it.
         *
         * @param text the SQL of the text
         * @param name begins the names of the parameters
         * @param values takes the parameters
         */
        String condition(String text, String name, Map<String, Object> values) {
            List<String> ways = new ArrayList<>();
            for (String word : widest()) {
                String parameter = name + "x" + ways.size();
                ways.add(text + (isShort(word) ? " ~ :" : " LIKE :") + parameter);
                values.put(parameter, isShort(word) ? regex(word) : like(word));
            }
            return "(" + String.join(" OR ", ways) + ")";
        }

        /** All words without those that another one finds anyway: 电镜 is in 扫描电镜. */
        private List<String> widest() {
            return any.stream()
                    .filter(word -> any.stream()
                            .noneMatch(other -> !other.equals(word) && !isShort(other) && word.contains(other)))
                    .toList();
        }
    }

    /** Whether a word is too short to be looked for inside others: SEM is not in "assembly". */
    static boolean isShort(String word) {
        return word.length() <= SHORT_MAX && word.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c));
    }

    /** A LIKE pattern that finds the word anywhere. */
    static String like(String word) {
        return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    /** A regular expression that finds the word; a short one only where no other letter or digit touches it. */
    static String regex(String word) {
        String quoted = word.replaceAll("[\\\\^$.|?*+()\\[\\]{}]", "\\\\$0");
        return isShort(word) ? "(^|[^a-z0-9])" + quoted + "($|[^a-z0-9])" : quoted;
    }
}
