package io.weiyi.voucher;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.problem.Violation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Reads and writes the JSON form of rule packs (政策规则包): by its schema first, then by what a schema cannot say. */
@ApplicationScoped
class PackForm {

    private static final int VIOLATIONS_MAX = 30;

    private final ObjectMapper mapper;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final PackSchema schema;

    PackForm(ObjectMapper mapper) {
        this.mapper = mapper;
        this.reader = mapper.readerFor(RulePack.class)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.writer = mapper.copy()
                .setSerializationInclusion(JsonInclude.Include.NON_NULL)
                .writerWithDefaultPrettyPrinter();
        this.schema = PackSchema.read(mapper);
    }

    JsonNode schema() {
        return schema.json();
    }

    /** The pack that this text is; all that is wrong with it is told at once, each at its field. */
    RulePack read(String text) {
        JsonNode tree;
        try {
            tree = mapper.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .readTree(text);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw Problem.validation("body", "is no JSON" + where);
        }
        List<Violation> wrong = schema.check(tree);
        if (!wrong.isEmpty()) {
            throw Problem.validation(wrong.subList(0, Math.min(VIOLATIONS_MAX, wrong.size())));
        }
        RulePack pack = bind(tree);
        sense(pack);
        return pack;
    }

    private RulePack bind(JsonNode tree) {
        try {
            return reader.readValue(tree);
        } catch (JsonMappingException e) {
            StringBuilder path = new StringBuilder();
            for (JsonMappingException.Reference each : e.getPath()) {
                if (each.getFieldName() == null) {
                    path.append('[').append(each.getIndex()).append(']');
                } else {
                    path.append(path.isEmpty() ? "" : ".").append(each.getFieldName());
                }
            }
            throw Problem.validation(path.isEmpty() ? "body" : path.toString(), "does not fit the form of a rule pack");
        } catch (java.io.IOException e) {
            throw Problem.validation("body", "does not fit the form of a rule pack");
        }
    }

    /** What fields mean together. */
    private static void sense(RulePack pack) {
        Checks checks = new Checks();
        checks.require(
                pack.validBefore() == null || pack.validFrom().isBefore(pack.validBefore()),
                "validBefore",
                "must come after validFrom");
        checks.require(
                pack.chosen() == RulePack.Chosen.BY_ID
                        || !pack.applicantRegions().isEmpty(),
                "applicantRegions",
                "must not be empty where the region chooses the pack");
        checks.require(
                !pack.applicantKinds().isEmpty() || !pack.applicantTitles().isEmpty(),
                "applicantKinds",
                "must admit somebody, here or by a title");
        Set<Layer> layers = EnumSet.noneOf(Layer.class);
        for (int i = 0; i < pack.layers().size(); i++) {
            checks.require(layers.add(pack.layers().get(i).layer()), "layers[" + i + "].layer", "stands twice");
        }
        for (int i = 0; i < pack.claimWindows().size(); i++) {
            RulePack.ClaimWindow window = pack.claimWindows().get(i);
            checks.require(
                    !window.to().isBefore(window.from()), "claimWindows[" + i + "].to", "must not come before from");
        }
        RulePack.Terms terms = pack.terms();
        RulePack.SupplierReward reward = terms == null ? null : terms.supplierReward();
        checks.require(
                reward == null || reward.minBp() <= reward.maxBp(),
                "terms.supplierReward.maxBp",
                "must not be below minBp");
        checks.orThrow();
    }

    /**
     * What of a pack can be described and is not carried out, so that nobody signs what would not happen: payment to
     * providers, and amounts without tax, which charges do not have.
     */
    static List<Violation> notCarriedOut(RulePack pack) {
        List<Violation> open = new ArrayList<>();
        RulePack.Terms terms = pack.terms();
        if (terms != null && terms.redeemedBy() == RulePack.Redeemer.PROVIDER) {
            open.add(new Violation("terms.redeemedBy", "can be described, but payments go to the firm"));
        }
        if (terms != null && terms.taxBasis() == RulePack.TaxBasis.TAX_EXCLUSIVE) {
            open.add(new Violation("terms.taxBasis", "can be described, but charges and invoices count with tax"));
        }
        return open;
    }

    /** The pack as people read and edit it; fields that say nothing are left out. */
    String write(RulePack pack) {
        try {
            return writer.writeValueAsString(pack);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a rule pack cannot be written", e);
        }
    }

    /** What differs between two packs, by the path of each value. */
    List<PackChange> changes(RulePack before, RulePack after) {
        Map<String, String> old = new LinkedHashMap<>();
        Map<String, String> fresh = new LinkedHashMap<>();
        leaves("", mapper.valueToTree(before), old);
        leaves("", mapper.valueToTree(after), fresh);
        TreeSet<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(fresh.keySet());
        return paths.stream()
                .filter(path -> !Objects.equals(old.get(path), fresh.get(path)))
                .map(path -> new PackChange(path, old.getOrDefault(path, ""), fresh.getOrDefault(path, "")))
                .toList();
    }

    private static void leaves(String at, JsonNode node, Map<String, String> found) {
        if (node.isObject()) {
            node.fields()
                    .forEachRemaining(field ->
                            leaves(at.isEmpty() ? field.getKey() : at + "." + field.getKey(), field.getValue(), found));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                leaves(at + "[" + i + "]", node.get(i), found);
            }
        } else if (!node.isNull()) {
            found.put(at, node.asText());
        }
    }
}
