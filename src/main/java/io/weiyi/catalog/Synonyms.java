package io.weiyi.catalog;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The synonyms (同义词) that search expands words by; an administrator edits them group by group. */
@ApplicationScoped
public class Synonyms {

    private static final int TERMS_MAX = 50;
    private static final int LENGTH_MAX = 80;

    private final Jdbi jdbi;
    private final Audit audit;

    Synonyms(Jdbi jdbi, Audit audit) {
        this.jdbi = jdbi;
        this.audit = audit;
    }

    /** All groups by id, each with its terms. */
    public List<SynonymGroup> groups() {
        Map<Long, List<String>> terms = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("SELECT group_id, term FROM search_synonym ORDER BY group_id, id")
                .map((row, context) -> terms.computeIfAbsent(row.getLong(1), group -> new ArrayList<>())
                        .add(row.getString(2)))
                .list());
        return terms.entrySet().stream()
                .map(group -> new SynonymGroup(group.getKey(), group.getValue()))
                .toList();
    }

    /** Adds a group of words that mean the same. */
    @Transactional
    public SynonymGroup add(List<String> terms) {
        List<String> checked = checked(terms);
        return jdbi.withHandle(handle -> {
            // Two administrators at once would otherwise read the same highest number.
            handle.execute("SELECT pg_advisory_xact_lock(hashtextextended('search_synonym', 0))");
            long id = handle.createQuery("SELECT coalesce(max(group_id), 0) + 1 FROM search_synonym")
                    .mapTo(Long.class)
                    .one();
            insert(handle, id, checked);
            audit.record("synonym.add", "synonym", String.valueOf(id), null, Map.of("terms", checked));
            return new SynonymGroup(id, checked);
        });
    }

    /** Replaces the words of a group. */
    @Transactional
    public SynonymGroup change(long id, List<String> terms) {
        List<String> checked = checked(terms);
        return jdbi.withHandle(handle -> {
            List<String> before = remove(handle, id);
            insert(handle, id, checked);
            audit.record(
                    "synonym.change", "synonym", String.valueOf(id), null, Map.of("before", before, "terms", checked));
            return new SynonymGroup(id, checked);
        });
    }

    /** Removes a group. */
    @Transactional
    public void remove(long id) {
        jdbi.useHandle(handle -> {
            List<String> before = remove(handle, id);
            audit.record("synonym.remove", "synonym", String.valueOf(id), null, Map.of("before", before));
        });
    }

    private static List<String> remove(Handle handle, long id) {
        List<String> before = handle.createQuery("DELETE FROM search_synonym WHERE group_id = :id RETURNING term")
                .bind("id", id)
                .mapTo(String.class)
                .list();
        if (before.isEmpty()) {
            throw Problem.notFound();
        }
        return before;
    }

    private static void insert(Handle handle, long id, List<String> terms) {
        var batch = handle.prepareBatch("INSERT INTO search_synonym (group_id, term) VALUES (:id, :term)");
        terms.forEach(term -> batch.bind("id", id).bind("term", term).add());
        batch.execute();
    }

    private static List<String> checked(List<String> terms) {
        Checks checks = new Checks();
        Set<String> kept = new LinkedHashSet<>();
        for (String term : terms) {
            kept.add(checks.text(term, "terms", LENGTH_MAX).toLowerCase(Locale.ROOT));
        }
        checks.require(kept.size() >= 2, "terms", "must hold at least two different words");
        checks.require(kept.size() <= TERMS_MAX, "terms", "must hold at most " + TERMS_MAX + " words");
        checks.orThrow();
        return List.copyOf(kept);
    }
}
