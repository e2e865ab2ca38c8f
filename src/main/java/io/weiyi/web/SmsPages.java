package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.reporting.SmsReport;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What the fake SMS gateway has "sent". Exists only where that gateway is: in the embedded mode. */
@Path("/sms")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class SmsPages {

    /** The messages. */
    record SmsPage(List<SmsReport.Row> rows) implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    private final SmsReport report;
    private final Frame frame;

    SmsPages(SmsReport report, Frame frame) {
        this.report = report;
        this.frame = frame;
    }

    @GET
    @PermitAll
    public TemplateInstance messages() {
        if (!frame.smsShown()) {
            throw Problem.notFound();
        }
        return new SmsPage(report.latest());
    }
}
