package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The key figures of the network and its classes, for the first page. */
@ApplicationScoped
public class HomeReport {

    private final Jdbi jdbi;

    HomeReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Counts over the whole network. */
    public record Figures(long instruments, long worthFen, long organisations, long items) {}

    /** A class of instruments and how many there are. */
    public record ClassRow(String code, String nameZh, String nameEn, long count) {}

    /** The figures of now. */
    public Figures figures() {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        SELECT (SELECT count(*) FROM instrument WHERE status <> 'RETIRED') AS instruments,
                               (SELECT coalesce(sum(worth_fen), 0) FROM instrument WHERE status <> 'RETIRED') AS worth_fen,
                               (SELECT count(*) FROM organisation WHERE status = 'ACTIVE') AS organisations,
                               (SELECT count(*) FROM service_item WHERE published) AS items""").map(ConstructorMapper.of(Figures.class)).one());
    }

    /** The top classes with their instruments counted, all levels below included. */
    public List<ClassRow> classes() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT c.code, c.name_zh, c.name_en, count(i.id) AS count
                          FROM instrument_class c
                          LEFT JOIN instrument i ON left(i.class_code, 2) = left(c.code, 2) AND i.status <> 'RETIRED'
                         WHERE right(c.code, 4) = '0000'
                         GROUP BY c.code ORDER BY c.code""")
                .map(ConstructorMapper.of(ClassRow.class))
                .list());
    }
}
