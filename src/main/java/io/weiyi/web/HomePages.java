package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.weiyi.reporting.HomeReport;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first page, and the switch of languages. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class HomePages {

    private static final int LANGUAGE_DAYS = 365;

    /** The first page. */
    record HomePage(HomeReport.Figures figures, List<HomeReport.ClassRow> classes, List<String> words)
            implements TemplateInstance {}

    private final HomeReport report;
    private final Frame frame;

    HomePages(HomeReport report, Frame frame) {
        this.report = report;
        this.frame = frame;
    }

    @GET
    @PermitAll
    public TemplateInstance home() {
        List<String> words =
                frame.zh() ? List.of("扫描电镜", "能谱", "质谱", "核磁", "XRD") : List.of("SEM", "EDS", "Orbitrap", "NMR", "XRD");
        return new HomePage(report.figures(), report.classes(), words);
    }

    @GET
    @Path("language")
    @PermitAll
    public Response language(@QueryParam("to") @Nullable String to, @QueryParam("back") @Nullable String back) {
        NewCookie cookie = new NewCookie.Builder(Frame.LANGUAGE_COOKIE)
                .value("en".equals(to) ? "en" : "zh")
                .path("/")
                .maxAge((int) Duration.ofDays(LANGUAGE_DAYS).toSeconds())
                .sameSite(NewCookie.SameSite.LAX)
                .build();
        return Response.seeOther(URI.create(Back.local(back))).cookie(cookie).build();
    }
}
