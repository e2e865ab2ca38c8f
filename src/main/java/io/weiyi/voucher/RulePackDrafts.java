package io.weiyi.voucher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.problem.Violation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The life of a rule pack (政策规则包): drafted, changed while it is a draft, and put into force by a second person. What is
 * signed never changes; the database holds that.
 */
@ApplicationScoped
public class RulePackDrafts {

    private static final String SELECT = """
            SELECT p.body::text AS body, p.made_by, m.display_name AS maker, p.made_at, s.display_name AS signer, p.signed_at, p.withdrawn_at,
                   (SELECT count(*) FROM claim_line l WHERE l.pack_code = p.code AND l.pack_version = p.version) AS lines
              FROM rule_pack p LEFT JOIN person m ON m.id = p.made_by LEFT JOIN person s ON s.id = p.signed_by
            """;

    private final Jdbi jdbi;
    private final ObjectMapper mapper;
    private final PackForm form;
    private final Audit audit;
    private final Clock clock;

    RulePackDrafts(Jdbi jdbi, ObjectMapper mapper, PackForm form, Audit audit, Clock clock) {
        this.jdbi = jdbi;
        this.mapper = mapper;
        this.form = form;
        this.audit = audit;
        this.clock = clock;
    }

    /** The published schema of the form. */
    public JsonNode schema() {
        return form.schema();
    }

    /** All versions of all packs, the newest version of each first; drafts only for who may write them. */
    public List<PackInfo> list(Caller caller) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + "WHERE p.signed_at IS NOT NULL OR :drafts ORDER BY p.code, p.version DESC")
                .bind("drafts", reads(caller))
                .map((row, context) -> info(row))
                .list());
    }

    /** One version. */
    public PackInfo get(Caller caller, String code, int version) {
        return find(code, version)
                .filter(info -> info.signedAt() != null || reads(caller))
                .orElseThrow(Problem::notFound);
    }

    /** The text a new version begins with: the named one under the next number. */
    public String template(Caller caller, String code, int version) {
        RulePack pack = get(caller, code, version).pack();
        return form.write(pack.withVersion(next(code)));
    }

    /** What a version changes of the signed one before it; empty for a first one. */
    public List<PackChange> changes(PackInfo info) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                SELECT
                                        + "WHERE p.code = :code AND p.version < :version AND p.signed_at IS NOT NULL ORDER BY p.version DESC LIMIT 1")
                        .bind("code", info.pack().id())
                        .bind("version", info.pack().version())
                        .map((row, context) -> info(row))
                        .findOne())
                .map(before -> form.changes(before.pack(), info.pack()))
                .orElse(List.of());
    }

    /** Writes a draft of a new version. */
    @Transactional
    public RulePack create(Caller caller, String text) {
        requireWriter(caller);
        RulePack pack = form.read(text);
        if (pack.version() != next(pack.id())) {
            throw Problem.validation("version", "must be " + next(pack.id()) + ", the next of " + pack.id());
        }
        try {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            INSERT INTO rule_pack (code, version, name_zh, name_en, valid_from, valid_before, body, made_by, made_at)
                            VALUES (:code, :version, :zh, :en, :from, :before, :body::jsonb, :by, :now)""")
                    .bind("code", pack.id())
                    .bind("version", pack.version())
                    .bind("zh", pack.nameZh())
                    .bind("en", pack.nameEn())
                    .bind("from", pack.validFrom())
                    .bind("before", pack.validBefore())
                    .bind("body", form.write(pack))
                    .bind("by", caller.personId())
                    .bind("now", clock.instant())
                    .execute());
        } catch (JdbiException e) {
            if (Constraints.violated(e).filter("rule_pack_once"::equals).isPresent()) {
                throw Problem.validation("version", "is taken");
            }
            throw e;
        }
        record("rule-pack.draft", pack);
        return pack;
    }

    /** Changes a draft; whoever does counts as its writer from now on. */
    @Transactional
    public RulePack change(Caller caller, String code, int version, String text) {
        requireWriter(caller);
        draft(code, version);
        RulePack pack = form.read(text);
        if (!pack.id().equals(code) || pack.version() != version) {
            throw Problem.validation("version", "must stay " + code + " version " + version);
        }
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE rule_pack SET name_zh = :zh, name_en = :en, valid_from = :from, valid_before = :before, body = :body::jsonb,
                               made_by = :by, made_at = :now
                         WHERE code = :code AND version = :version""")
                .bind("code", code)
                .bind("version", version)
                .bind("zh", pack.nameZh())
                .bind("en", pack.nameEn())
                .bind("from", pack.validFrom())
                .bind("before", pack.validBefore())
                .bind("body", form.write(pack))
                .bind("by", caller.personId())
                .bind("now", clock.instant())
                .execute());
        record("rule-pack.change", pack);
        return pack;
    }

    /**
     * Puts a draft into force.
     *
     * @param read the draft as the signer read it, so that nobody signs what was changed meanwhile
     */
    @Transactional
    public void sign(Caller caller, String code, int version, String read) {
        requireWriter(caller);
        PackInfo draft = draft(code, version);
        if (Long.valueOf(caller.personId()).equals(draft.madeById())) {
            throw Problem.of(
                    409,
                    "second-person-required",
                    "A second person is required",
                    "Whoever wrote the draft does not put it into force.");
        }
        if (!draft.json().equals(read.replace("\r\n", "\n"))) {
            throw Problem.stale();
        }
        List<Violation> open = PackForm.notCarriedOut(draft.pack());
        if (!open.isEmpty()) {
            throw Problem.validation(open);
        }
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE rule_pack SET signed_by = :by, signed_at = :now WHERE code = :code AND version = :version")
                .bind("code", code)
                .bind("version", version)
                .bind("by", caller.personId())
                .bind("now", clock.instant())
                .execute());
        record("rule-pack.sign", draft.pack());
    }

    /** Gives a draft up; it stays to be seen. */
    @Transactional
    public void withdraw(Caller caller, String code, int version) {
        requireWriter(caller);
        PackInfo draft = draft(code, version);
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE rule_pack SET withdrawn_by = :by, withdrawn_at = :now WHERE code = :code AND version = :version")
                .bind("code", code)
                .bind("version", version)
                .bind("by", caller.personId())
                .bind("now", clock.instant())
                .execute());
        record("rule-pack.withdraw", draft.pack());
    }

    /** The draft, held until the end of the transaction. */
    private PackInfo draft(String code, int version) {
        jdbi.useHandle(handle -> handle.createQuery(
                        "SELECT id FROM rule_pack WHERE code = :code AND version = :version FOR NO KEY UPDATE")
                .bind("code", code)
                .bind("version", version)
                .mapTo(Long.class)
                .findOne());
        PackInfo info = find(code, version).orElseThrow(Problem::notFound);
        if (!info.draft()) {
            throw Problem.illegalTransition("A version that is signed or given up never changes.");
        }
        return info;
    }

    private Optional<PackInfo> find(String code, int version) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + "WHERE p.code = :code AND p.version = :version")
                .bind("code", code)
                .bind("version", version)
                .map((row, context) -> info(row))
                .findOne());
    }

    private int next(String code) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT coalesce(max(version), 0) + 1 FROM rule_pack WHERE code = :code")
                        .bind("code", code)
                        .mapTo(Integer.class)
                        .one());
    }

    private PackInfo info(ResultSet row) throws SQLException {
        RulePack pack;
        try {
            pack = mapper.readValue(row.getString("body"), RulePack.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored rule pack does not read: " + e.getOriginalMessage(), e);
        }
        return new PackInfo(
                pack,
                form.write(pack),
                row.getObject("made_by", Long.class),
                row.getString("maker"),
                row.getTimestamp("made_at").toInstant(),
                row.getString("signer"),
                instant(row, "signed_at"),
                instant(row, "withdrawn_at"),
                row.getLong("lines"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    private void record(String action, RulePack pack) {
        audit.record(
                action,
                "rule-pack",
                pack.id() + "/" + pack.version(),
                null,
                Map.of("validFrom", pack.validFrom().toString(), "body", form.write(pack)));
    }

    /** Who writes packs and puts them into force: the city's office and the administrators. */
    public static boolean writes(Caller caller) {
        return caller.has(Role.CITY_OFFICE) || caller.has(Role.ADMIN);
    }

    private static boolean reads(Caller caller) {
        return writes(caller) || caller.has(Role.AUDITOR) || caller.has(Role.LEADER);
    }

    private static void requireWriter(Caller caller) {
        if (!writes(caller)) {
            throw Problem.forbidden("Only the city's office or an administrator may do this.");
        }
    }
}
