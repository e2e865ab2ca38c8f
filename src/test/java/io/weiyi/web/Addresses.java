package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every address that answers a GET, read from the classes themselves, so that no test forgets a new one. */
final class Addresses {

    /**
     * An address.
     *
     * @param template with its parameters in braces
     * @param roles who may ask; empty is everybody, {@code **} whoever is signed in
     * @param page whether a whole page answers
     */
    record Address(String template, Set<String> roles, boolean page) {

        boolean hasParameters() {
            return template.contains("{");
        }

        boolean opensTo(Set<String> held, boolean guest) {
            return roles.isEmpty()
                    || !guest && (roles.contains("**") || roles.stream().anyMatch(held::contains));
        }
    }

    private Addresses() {}

    static List<Address> all() throws IOException {
        java.nio.file.Path root = java.nio.file.Path.of("target", "classes");
        List<Address> found = new ArrayList<>();
        try (Stream<java.nio.file.Path> files = Files.walk(root.resolve("io"))) {
            for (java.nio.file.Path file : files.filter(f -> f.toString().endsWith(".class"))
                    .filter(f -> !f.toString().contains("$") && !f.toString().contains("_"))
                    .toList()) {
                String name = root.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
                found.addAll(of(load(name)));
            }
        }
        found.sort(Comparator.comparing(Address::template));
        return found;
    }

    private static List<Address> of(Class<?> type) {
        Path base = type.getAnnotation(Path.class);
        if (base == null) {
            return List.of();
        }
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(GET.class))
                .map(method -> address(base.value(), type, method))
                .toList();
    }

    private static Address address(String base, Class<?> type, Method method) {
        Path more = method.getAnnotation(Path.class);
        String template = ("/" + base + "/" + (more == null ? "" : more.value()))
                .replaceAll("/+", "/")
                .replaceAll("(.)/$", "$1");
        RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
        boolean open = method.isAnnotationPresent(jakarta.annotation.security.PermitAll.class);
        if (allowed == null && !open) {
            allowed = type.getAnnotation(RolesAllowed.class);
        }
        Set<String> roles =
                allowed == null ? Set.of() : Arrays.stream(allowed.value()).collect(Collectors.toUnmodifiableSet());
        return new Address(template, roles, method.getReturnType() == TemplateInstance.class);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
