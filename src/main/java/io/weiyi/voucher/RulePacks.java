package io.weiyi.voucher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rule packs that ship with the program, and the choice among them. */
@ApplicationScoped
public class RulePacks {

    private static final List<String> SHIPPED = List.of("SD-2019", "WH-2022", "LC-2023", "CP-2017");

    private final List<RulePack> packs = new ArrayList<>();

    RulePacks(ObjectMapper mapper) {
        for (String id : SHIPPED) {
            packs.add(read(mapper, id));
        }
    }

    private static RulePack read(ObjectMapper mapper, String id) {
        try (InputStream file = RulePacks.class.getResourceAsStream("/rule-packs/" + id + ".json")) {
            return mapper.readValue(file, RulePack.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The rule pack " + id + " does not read: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("The rule pack " + id + " cannot be read", e);
        }
    }

    /**
     * The pack for a service date: the named one, or the one with the longest prefix of the applicant's region.
     *
     * @throws Problem {@code no-rule-pack} where none holds on that day
     */
    public RulePack choose(@Nullable String packId, LocalDate serviceDate, String applicantRegion) {
        return packs.stream()
                .filter(pack -> pack.holdsOn(serviceDate))
                .filter(pack -> packId == null
                        ? pack.chosen() == RulePack.Chosen.BY_REGION
                                && Regions.covers(pack.applicantRegions(), applicantRegion)
                        : pack.id().equals(packId))
                .max(Comparator.comparingInt(pack -> Regions.match(pack.applicantRegions(), applicantRegion)))
                .orElseThrow(() -> Problem.of(
                        422,
                        "no-rule-pack",
                        "No rule pack holds",
                        packId == null
                                ? "No rule pack holds on " + serviceDate + " for applicants of region "
                                        + applicantRegion + "."
                                : "The rule pack " + packId + " does not hold on " + serviceDate + "."));
    }
}
