package io.weiyi.voucher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.kernel.problem.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Holds a rule pack against its published schema, and names every field that does not fit. It knows those words of JSON
 * Schema that our schema uses, no others; a test compares it with a complete validator.
 */
final class PackSchema {

    private final JsonNode root;

    private PackSchema(JsonNode root) {
        this.root = root;
    }

    static PackSchema read(ObjectMapper mapper) {
        try (InputStream file = PackSchema.class.getResourceAsStream("/rule-packs/schema.json")) {
            if (file == null) {
                throw new IllegalStateException("the schema of rule packs is missing");
            }
            return new PackSchema(mapper.readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the schema of rule packs cannot be read", e);
        }
    }

    JsonNode json() {
        return root;
    }

    /** What does not fit; empty when the pack has the form. */
    List<Violation> check(JsonNode pack) {
        List<Violation> wrong = new ArrayList<>();
        check(root, pack, "", wrong);
        return wrong;
    }

    private void check(JsonNode schema, JsonNode value, String at, List<Violation> wrong) {
        if (schema.has("$ref")) {
            check(root.at(schema.get("$ref").asText().substring(1)), value, at, wrong);
        }
        if (schema.has("anyOf")) {
            anyOf(schema.get("anyOf"), value, at, wrong);
        }
        if (schema.has("enum") && items(schema.get("enum")).noneMatch(value::equals)) {
            add(
                    wrong,
                    at,
                    "must be one of "
                            + items(schema.get("enum")).map(JsonNode::asText).collect(Collectors.joining(", ")));
        }
        if (schema.has("type")) {
            typed(schema, value, at, wrong);
        }
    }

    /** A null where null may stand is fine; else what the other branch says is what is told. */
    private void anyOf(JsonNode branches, JsonNode value, String at, List<Violation> wrong) {
        List<Violation> told = List.of();
        for (JsonNode branch : branches) {
            List<Violation> here = new ArrayList<>();
            check(branch, value, at, here);
            if (here.isEmpty()) {
                return;
            }
            if (!"null".equals(branch.path("type").asText())) {
                told = here;
            }
        }
        wrong.addAll(told);
    }

    private void typed(JsonNode schema, JsonNode value, String at, List<Violation> wrong) {
        switch (schema.get("type").asText()) {
            case "object" -> object(schema, value, at, wrong);
            case "array" -> array(schema, value, at, wrong);
            case "string" -> string(schema, value, at, wrong);
            case "integer" -> integer(schema, value, at, wrong);
            case "boolean" -> {
                if (!value.isBoolean()) {
                    add(wrong, at, "must be true or false");
                }
            }
            default -> {
                if (!value.isNull()) {
                    add(wrong, at, "must be null");
                }
            }
        }
    }

    private void object(JsonNode schema, JsonNode value, String at, List<Violation> wrong) {
        if (!value.isObject()) {
            add(wrong, at, "must be an object");
            return;
        }
        items(schema.path("required"))
                .map(JsonNode::asText)
                .filter(name -> !value.has(name))
                .forEach(name -> add(wrong, child(at, name), "must not be missing"));
        JsonNode known = schema.path("properties");
        Iterator<Map.Entry<String, JsonNode>> fields = value.fields();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (known.has(field.getKey())) {
                check(known.get(field.getKey()), field.getValue(), child(at, field.getKey()), wrong);
            } else if (!schema.path("additionalProperties").asBoolean(true)) {
                add(wrong, child(at, field.getKey()), "is no field of a rule pack");
            }
        }
    }

    private void array(JsonNode schema, JsonNode value, String at, List<Violation> wrong) {
        if (!value.isArray()) {
            add(wrong, at, "must be a list");
            return;
        }
        int min = schema.path("minItems").asInt(0);
        int max = schema.path("maxItems").asInt(Integer.MAX_VALUE);
        if (value.size() < min || value.size() > max) {
            add(wrong, at, "must have between " + min + " and " + max + " entries");
        }
        for (int i = 0; i < value.size(); i++) {
            check(schema.path("items"), value.get(i), at + "[" + i + "]", wrong);
        }
    }

    private static void string(JsonNode schema, JsonNode value, String at, List<Violation> wrong) {
        int min = schema.path("minLength").asInt(0);
        int max = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (!value.isTextual()) {
            add(wrong, at, "must be a text");
        } else if (value.asText().codePointCount(0, value.asText().length()) < min
                || value.asText().codePointCount(0, value.asText().length()) > max) {
            add(wrong, at, "must have between " + min + " and " + max + " characters");
        } else if (schema.has("pattern")
                && !Pattern.compile(schema.get("pattern").asText())
                        .matcher(value.asText())
                        .find()) {
            add(wrong, at, "must look like " + schema.get("pattern").asText());
        }
    }

    private static void integer(JsonNode schema, JsonNode value, String at, List<Violation> wrong) {
        if (!value.isIntegralNumber()) {
            add(wrong, at, "must be a whole number");
            return;
        }
        BigInteger number = value.bigIntegerValue();
        BigInteger min = schema.path("minimum").bigIntegerValue();
        BigInteger max = schema.path("maximum").bigIntegerValue();
        if (number.compareTo(min) < 0 || number.compareTo(max) > 0) {
            add(wrong, at, "must lie between " + min + " and " + max);
        }
    }

    /** The names of the fields of a pack, for the test that holds schema and record together. */
    TreeSet<String> fields() {
        TreeSet<String> names = new TreeSet<>();
        root.get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static java.util.stream.Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static String child(String at, String name) {
        return at.isEmpty() ? name : at + "." + name;
    }

    private static void add(List<Violation> wrong, String at, String message) {
        wrong.add(new Violation(at.isEmpty() ? "body" : at, message));
    }
}
