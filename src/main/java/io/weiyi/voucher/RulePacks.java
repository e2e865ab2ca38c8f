package io.weiyi.voucher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The signed rule packs (政策规则包) and the choice among them. */
@ApplicationScoped
public class RulePacks {

    /** A version of a pack. */
    record Key(String code, int version) {}

    private final Jdbi jdbi;
    private final ObjectMapper mapper;
    // A signed pack never changes, so what was read once stays right.
    private final Map<Key, RulePack> read = new ConcurrentHashMap<>();

    RulePacks(Jdbi jdbi, ObjectMapper mapper) {
        this.jdbi = jdbi;
        this.mapper = mapper;
    }

    /**
     * The pack for a service date: the named one, or the one with the longest prefix of the applicant's region; of
     * several versions the newest that holds on that day.
     *
     * @throws Problem {@code no-rule-pack} where none holds on that day
     */
    public RulePack choose(@Nullable String packId, LocalDate serviceDate, String applicantRegion) {
        return choose(signed(), packId, serviceDate, applicantRegion);
    }

    /** The pack that a claim of that day and region would fall under; empty where none holds. */
    Optional<RulePack> find(LocalDate serviceDate, String applicantRegion) {
        return find(signed(), null, serviceDate, applicantRegion);
    }

    private static Optional<RulePack> find(
            List<RulePack> packs, @Nullable String packId, LocalDate serviceDate, String applicantRegion) {
        return packs.stream()
                .filter(pack -> pack.holdsOn(serviceDate))
                .filter(pack -> packId == null
                        ? pack.chosen() == RulePack.Chosen.BY_REGION
                                && Regions.covers(pack.applicantRegions(), applicantRegion)
                        : pack.id().equals(packId))
                .max(Comparator.<RulePack>comparingInt(pack -> Regions.match(pack.applicantRegions(), applicantRegion))
                        .thenComparingInt(RulePack::version));
    }

    static RulePack choose(
            List<RulePack> packs, @Nullable String packId, LocalDate serviceDate, String applicantRegion) {
        return find(packs, packId, serviceDate, applicantRegion)
                .orElseThrow(() -> Problem.of(
                        422,
                        "no-rule-pack",
                        "No rule pack holds",
                        packId == null
                                ? "No rule pack holds on " + serviceDate + " for applicants of region "
                                        + applicantRegion + "."
                                : "The rule pack " + packId + " does not hold on " + serviceDate + "."));
    }

    /** Every signed version. */
    List<RulePack> signed() {
        List<Key> keys = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT code, version FROM rule_pack WHERE signed_at IS NOT NULL ORDER BY code, version")
                .map((row, context) -> new Key(row.getString(1), row.getInt(2)))
                .list());
        return keys.stream().map(key -> read.computeIfAbsent(key, this::load)).toList();
    }

    /** A signed version that something refers to. */
    RulePack get(String code, int version) {
        return read.computeIfAbsent(new Key(code, version), this::load);
    }

    private RulePack load(Key key) {
        String body = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT body::text FROM rule_pack WHERE code = :code AND version = :version AND signed_at IS NOT NULL")
                .bind("code", key.code())
                .bind("version", key.version())
                .mapTo(String.class)
                .one());
        try {
            return mapper.readValue(body, RulePack.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The rule pack " + key + " does not read: " + e.getOriginalMessage(), e);
        }
    }
}
