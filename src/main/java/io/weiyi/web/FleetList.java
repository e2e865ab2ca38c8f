package io.weiyi.web;

import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.reporting.FleetReport;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A filtered list of devices as two pages show it.
 *
 * @param path the page it is on
 * @param owners to choose from, empty where there is no choice
 * @param opens whether the reader may open a device
 */
public record FleetList(
        String path,
        FleetReport.Filter filter,
        FleetReport.Counts counts,
        Page<FleetReport.Row> rows,
        List<FleetReport.Owner> owners,
        boolean opens) {

    private static final long MEGABYTE = 1024L * 1024;

    /** What the address of the page asks for. */
    record Asked(
            @Nullable String state,
            @Nullable String owner,
            @Nullable String q,
            @Nullable String page) {}

    static FleetList of(
            FleetReport report, String path, @Nullable Collection<Long> owners, Asked asked, boolean opens) {
        Long owner = PublicId.parse(asked.owner()).isPresent()
                ? Long.valueOf(PublicId.parse(asked.owner()).getAsLong())
                : null;
        FleetReport.Filter filter =
                new FleetReport.Filter(owners, owner, Inputs.text(asked.state()), Inputs.text(asked.q()));
        FleetReport.Counts counts = report.counts(filter);
        Page<FleetReport.Row> rows = report.page(filter, counts, Frame.rows(asked.page()));
        return new FleetList(path, filter, counts, rows, owners == null ? report.owners() : List.of(), opens);
    }

    /** The states in the order in which they are worth a look. */
    public List<String> states() {
        return List.of("online", "offline", "silent", "skewed", "broken", "behind", "refused", "cloned", "revoked");
    }

    /** The same list with another state. */
    public String link(String state) {
        StringBuilder link = new StringBuilder(path).append("?state=").append(state);
        if (filter.owner() != null) {
            link.append("&owner=").append(filter.owner());
        }
        if (!filter.search().isEmpty()) {
            link.append("&q=").append(URLEncoder.encode(filter.search(), StandardCharsets.UTF_8));
        }
        return link.toString();
    }

    public boolean isChosen(long owner) {
        return filter.owner() != null && filter.owner() == owner;
    }

    /** How much the agent's journal holds, and how full it is. */
    public String journal(FleetReport.Row row) {
        return journalText(row.journalBytes(), row.journalLimitBytes());
    }

    static String journalText(@Nullable Long bytes, @Nullable Long limit) {
        if (bytes == null) {
            return "—";
        }
        String used = String.format(Locale.ROOT, "%d.%d MB", bytes / MEGABYTE, bytes % MEGABYTE * 10 / MEGABYTE);
        return limit == null ? used : used + " · " + Math.min(100, 100 * bytes / limit) + "%";
    }
}
