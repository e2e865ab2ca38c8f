package io.weiyi.reporting;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Widens typed words by the synonyms that an administrator keeps; one query for all of them. */
final class KnownSynonyms {

    private KnownSynonyms() {}

    static List<SearchTerms.Term> terms(Handle handle, String text) {
        List<String> words = SearchTerms.words(text);
        if (words.isEmpty()) {
            return List.of();
        }
        Map<String, Set<String>> synonyms = new LinkedHashMap<>();
        handle.createQuery("""
                        SELECT known.term, other.term FROM search_synonym known
                          JOIN search_synonym other ON other.group_id = known.group_id
                         WHERE known.term = ANY (:phrases) ORDER BY other.id""")
                .bind("phrases", SearchTerms.phrases(words).toArray(String[]::new))
                .map((row, context) -> synonyms.computeIfAbsent(row.getString(1), known -> new LinkedHashSet<>())
                        .add(row.getString(2)))
                .list();
        return SearchTerms.terms(words, synonyms);
    }
}
