package io.weiyi.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with a form that is shown again.
 *
 * @param heading one line above the form; empty when nothing is wrong
 * @param byField messages beside their fields
 * @param loose messages that belong to no field of the form
 */
public record FormErrors(String heading, Map<String, String> byField, List<String> loose) {

    static final FormErrors NONE = new FormErrors("", Map.of(), List.of());

    public FormErrors {
        byField = new LinkedHashMap<>(byField);
        loose = List.copyOf(loose);
    }

    public boolean isEmpty() {
        return byField.isEmpty() && loose.isEmpty() && heading.isEmpty();
    }

    public boolean has(String field) {
        return byField.containsKey(field);
    }

    public String of(String field) {
        return byField.getOrDefault(field, "");
    }
}
