package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.sheet.SheetWriter;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every list as a sheet (导出): the list's own page is asked with the same filters and the whole of its rows, so roles and
 * scope are those of the page.
 */
@Path("/export")
@Blocking
public class ExportPages {

    /** More rows than this are for nobody to read; a filter makes them fewer. */
    static final int ROWS_MAX = 50_000;

    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final ExportedLists lists;
    private final Frame frame;

    ExportPages(ExportedLists lists, Frame frame) {
        this.lists = lists;
        this.frame = frame;
    }

    @GET
    @PermitAll
    public Response sheet(@QueryParam("list") @Nullable String list, @Context UriInfo uri) {
        frame.wantWhole();
        TemplateInstance page = lists.page(Inputs.text(list), uri.getQueryParameters());
        List<?> rows = rows(page);
        if (rows.size() > ROWS_MAX) {
            throw Problem.tooLarge("The list has more than " + ROWS_MAX + " rows; filter it first.");
        }
        // Headings and words are those of the reader's language, which the stream no longer knows.
        ListColumns columns =
                rows.isEmpty() ? null : new ListColumns(rows.get(0).getClass(), frame);
        List<String> headings =
                columns == null ? List.of(frame.words(ColumnWords.class).nothing()) : columns.headings();
        List<? extends List<? extends @Nullable Object>> cells =
                columns == null ? List.of() : rows.stream().map(columns::cells).toList();
        StreamingOutput body = out -> write(out, headings, cells);
        String name = Inputs.text(list).replaceAll("[^a-z0-9]+", "-").replaceFirst("^-", "");
        return Response.ok(body)
                .type(XLSX)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".xlsx\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private static void write(
            OutputStream out, List<String> headings, List<? extends List<? extends @Nullable Object>> cells)
            throws java.io.IOException {
        try (SheetWriter sheet = new SheetWriter(out, "Weiyi", headings)) {
            cells.forEach(sheet::row);
        }
    }

    /** The rows of a page, whether it shows them page by page or all at once. */
    private static List<?> rows(TemplateInstance page) {
        if (page instanceof ExportedList list) {
            return list.exported() instanceof Page<?> rows ? rows.items() : (List<?>) list.exported();
        }
        throw new IllegalStateException(page.getClass() + " names no rows to export");
    }
}
