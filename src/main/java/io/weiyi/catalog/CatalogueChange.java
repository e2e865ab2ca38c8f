package io.weiyi.catalog;

import java.time.Instant;

/** One field of a record that somebody changed (变更记录). */
public record CatalogueChange(Instant at, String personName, String field, String oldValue, String newValue) {}
