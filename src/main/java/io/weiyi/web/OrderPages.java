package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.SampleOrderInfo;
import io.weiyi.booking.SampleOrders;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.reporting.SampleOrderReport;
import io.weiyi.reporting.SearchCards;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Sample orders: a firm's and a lab's lists, a new one, and one with the lab's next step. The steps are OrderSteps'. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class OrderPages {

    private static final int UNPROCESSABLE = 422;
    private static final List<String> WAY =
            List.of("SUBMITTED", "ACCEPTED", "RECEIVED", "TESTING", "TESTED", "REPORTED");

    /** A list of orders. */
    record OrdersPage(
            Page<SampleOrderReport.Row> rows,
            boolean lab,
            @Nullable String done) implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    /** One order. */
    record OrderPage(
            SampleOrderReport.Row it,
            List<SampleOrderReport.Kind> kinds,
            List<Step> steps,
            boolean lab,
            String action,
            boolean hasReport,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    /** The form of a new one. */
    record NewOrderPage(SearchCards.Orderable thing, OrderForm form, FormErrors errors) implements TemplateInstance {}

    /** A step of the way of an order; the style says whether it is done, now, or where it stopped. */
    public record Step(String status, String css, boolean now) {}

    private final SampleOrderReport report;
    private final SampleOrders orders;
    private final SearchCards cards;
    private final CurrentCaller callers;
    private final Refusals refusals;

    OrderPages(
            SampleOrderReport report,
            SampleOrders orders,
            SearchCards cards,
            CurrentCaller callers,
            Refusals refusals) {
        this.report = report;
        this.orders = orders;
        this.cards = cards;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @Path("orders")
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE})
    public TemplateInstance mine(@QueryParam("page") @Nullable String page, @QueryParam("done") @Nullable String done) {
        Set<Long> firms = callers.get().organisationIds();
        return new OrdersPage(report.ofFirms(firms, Frame.rows(page)), false, done);
    }

    @GET
    @Path("lab/orders")
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public TemplateInstance labs(@QueryParam("page") @Nullable String page, @QueryParam("done") @Nullable String done) {
        Set<Long> labs = callers.get().organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR);
        return new OrdersPage(report.ofLabs(labs, Frame.rows(page)), true, done);
    }

    @GET
    @Path("orders/new")
    @RolesAllowed(Roles.MEMBER)
    public TemplateInstance form(
            @QueryParam("instrument") @Nullable String instrument, @QueryParam("item") @Nullable String item) {
        return form(OrderForm.empty(instrument, item), FormErrors.NONE);
    }

    private NewOrderPage form(OrderForm form, FormErrors errors) {
        OptionalLong instrument = PublicId.parse(form.instrument());
        OptionalLong item = PublicId.parse(form.item());
        SearchCards.Orderable thing = null;
        if (item.isPresent()) {
            thing = cards.item(item.getAsLong());
        } else if (instrument.isPresent()) {
            thing = cards.instrument(instrument.getAsLong());
        }
        if (thing == null) {
            throw Problem.notFound();
        }
        return new NewOrderPage(thing, form, errors);
    }

    @POST
    @Path("orders/new")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.MEMBER)
    public Response order(
            @RestForm @Nullable String instrument,
            @RestForm @Nullable String item,
            @RestForm @Nullable List<String> name,
            @RestForm @Nullable List<String> count,
            @RestForm @Nullable List<String> note,
            @RestForm @Nullable String desiredBy,
            @RestForm @Nullable String purpose) {
        OrderForm form = new OrderForm(
                Inputs.text(instrument),
                Inputs.text(item),
                OrderForm.rows(name, count, note),
                Inputs.text(desiredBy),
                Inputs.text(purpose));
        try {
            SampleOrderInfo made = orders.order(callers.get(), form.read());
            return Back.to("/orders/" + made.id() + "?done=ordered");
        } catch (Problem problem) {
            Set<String> fields = new LinkedHashSet<>(Set.of("desiredBy", "purpose"));
            form.samples().forEach(row -> fields.addAll(Set.of(row.nameField(), row.countField())));
            return Response.status(UNPROCESSABLE)
                    .entity(form(form, refusals.of(problem, fields)))
                    .build();
        }
    }

    @GET
    @Path("orders/{id}")
    @RolesAllowed("**")
    public TemplateInstance order(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        return page(PublicId.inPath(id), FormErrors.NONE, done);
    }

    /** The order as the caller sees it; the façade says whether they may. */
    OrderPage page(long id, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        SampleOrderInfo info = orders.find(caller, id);
        SampleOrderReport.Row it = report.find(id).orElseThrow(Problem::notFound);
        boolean lab =
                caller.hasIn(Role.INSTRUMENT_MANAGER, it.providerId()) || caller.hasIn(Role.OPERATOR, it.providerId());
        boolean member = caller.hasIn(Role.MEMBER, it.organisationId());
        return new OrderPage(
                it,
                report.kinds(id),
                steps(it.status()),
                lab,
                action(it.status(), lab, member),
                info.reportBlobId() != null,
                errors,
                done);
    }

    private static String action(String status, boolean lab, boolean member) {
        if (lab) {
            return switch (status) {
                case "SUBMITTED" -> "ACCEPT";
                case "ACCEPTED" -> "RECEIVE";
                case "RECEIVED" -> "START";
                case "TESTING" -> "FINISH";
                case "TESTED" -> "REPORT";
                default -> "NONE";
            };
        }
        return member && Set.of("SUBMITTED", "ACCEPTED").contains(status) ? "CANCEL" : "NONE";
    }

    private static List<Step> steps(String status) {
        int at = WAY.indexOf(status);
        if (at < 0) {
            return List.of(new Step("SUBMITTED", "done", false), new Step(status, "stopped", true));
        }
        return WAY.stream()
                .map(step -> {
                    int place = WAY.indexOf(step);
                    return new Step(step, place < at ? "done" : place == at ? "now" : "", place == at);
                })
                .toList();
    }

    @GET
    @Path("orders/{id}/report")
    @Produces(MediaType.WILDCARD)
    @RolesAllowed("**")
    public Response reportFile(@PathParam("id") String id) {
        BlobStore.Blob file =
                orders.reportFile(callers.get(), PublicId.inPath(id)).orElseThrow(Problem::notFound);
        return Files.download(file);
    }
}
