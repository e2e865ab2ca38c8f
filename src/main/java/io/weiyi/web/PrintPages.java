package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.Bookings;
import io.weiyi.booking.SampleOrders;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.print.Paper;
import io.weiyi.kernel.print.Prints;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.reconciliation.ClaimPackages;
import io.weiyi.reconciliation.payout.PayoutPapers;
import io.weiyi.reconciliation.payout.TreasuryTemplate;
import io.weiyi.voucher.Claims;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Papers to be printed, signed and filed, as PDF, and the page that says whether a paper in hand is genuine. Papers are in
 * Chinese, as the offices that file them are.
 */
@Path("/")
@Blocking
public class PrintPages {

    /** What a genuine paper says. */
    record GenuinePage(Prints.Printed it) implements TemplateInstance {}

    private static final String PDF = "application/pdf";

    private final Claims claims;
    private final Bookings bookings;
    private final SampleOrders orders;
    private final PayoutPapers payouts;
    private final ClaimPackages packages;
    private final Papers papers;
    private final Prints prints;
    private final CurrentCaller callers;
    private final Optional<String> publicUrl;

    PrintPages(
            Claims claims,
            Bookings bookings,
            SampleOrders orders,
            PayoutPapers payouts,
            ClaimPackages packages,
            Papers papers,
            Prints prints,
            CurrentCaller callers,
            @ConfigProperty(name = "weiyi.public-url") Optional<String> publicUrl) {
        this.claims = claims;
        this.bookings = bookings;
        this.orders = orders;
        this.payouts = payouts;
        this.packages = packages;
        this.papers = papers;
        this.prints = prints;
        this.callers = callers;
        this.publicUrl = publicUrl;
    }

    /** The claim form (兑付申请表). */
    @GET
    @Path("print/claims/{id}")
    @Produces(PDF)
    @RolesAllowed({
        Roles.MEMBER,
        Roles.ORG_ADMIN,
        Roles.FIRM_FINANCE,
        Roles.INSTRUMENT_MANAGER,
        Roles.PROVIDER_FINANCE,
        Roles.AREA_OFFICE,
        Roles.CITY_OFFICE,
        Roles.FINANCE,
        Roles.LEADER,
        Roles.AUDITOR
    })
    public Response claim(@PathParam("id") String id, @Context UriInfo uri) {
        long claim = PublicId.inPath(id);
        return pdf(papers.claim(claims.get(claim), base(uri)), "claim-" + claim);
    }

    /** All of a claim in one zip, for whoever keeps or checks it. */
    @GET
    @Path("print/claims/{id}/package")
    @Produces("application/zip")
    @RolesAllowed({
        Roles.MEMBER,
        Roles.ORG_ADMIN,
        Roles.FIRM_FINANCE,
        Roles.CITY_OFFICE,
        Roles.FINANCE,
        Roles.LEADER,
        Roles.AUDITOR
    })
    public Response claimPackage(@PathParam("id") String id) {
        long claim = PublicId.inPath(id);
        return file(new PayoutPapers.PayoutFile("claim-" + claim + ".zip", "application/zip", packages.of(claim)));
    }

    /** The order form (委托单) of a slot booking. */
    @GET
    @Path("print/bookings/{id}")
    @Produces(PDF)
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE, Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response booking(@PathParam("id") String id, @Context UriInfo uri) {
        long booking = PublicId.inPath(id);
        return pdf(papers.booking(bookings.find(callers.get(), booking), base(uri)), "order-form-" + booking);
    }

    /** The order form (委托单) of a sample order. */
    @GET
    @Path("print/orders/{id}")
    @Produces(PDF)
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE, Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response order(@PathParam("id") String id, @Context UriInfo uri) {
        long order = PublicId.inPath(id);
        return pdf(papers.order(orders.find(callers.get(), order), base(uri)), "order-form-s" + order);
    }

    /** The payment list of a batch, for those at a browser. */
    @GET
    @Path("print/payout-batches/{id}/treasury-list")
    @Produces("*/*")
    @RolesAllowed(Roles.FINANCE)
    public Response treasuryList(
            @PathParam("id") String id,
            @QueryParam("part") @DefaultValue("1") int part,
            @QueryParam("template") @DefaultValue(TreasuryTemplate.DEFAULT) String template,
            @QueryParam("format") @DefaultValue("xlsx") String format) {
        return file(payouts.list(PublicId.inPath(id), part, template, format));
    }

    /** The cover sheet of a batch, for those at a browser. */
    @GET
    @Path("print/payout-batches/{id}/cover-sheet")
    @Produces(PDF)
    @RolesAllowed(Roles.FINANCE)
    public Response coverSheet(@PathParam("id") String id) {
        return file(payouts.coverSheet(PublicId.inPath(id)));
    }

    /** Whether a paper is genuine: whoever holds it sees what was printed on it. */
    @GET
    @Path("verify/{token}")
    @Produces(MediaType.TEXT_HTML)
    @PermitAll
    public TemplateInstance verify(@PathParam("token") String token) {
        return new GenuinePage(prints.find(token).orElseThrow(Problem::notFound));
    }

    private String base(UriInfo uri) {
        return publicUrl
                .filter(url -> !url.isBlank())
                .orElse(uri.getBaseUri().toString())
                .replaceFirst("/+$", "");
    }

    private static Response pdf(Paper paper, String name) {
        return file(new PayoutPapers.PayoutFile(name + ".pdf", PDF, paper.pdf()));
    }

    private static Response file(PayoutPapers.PayoutFile file) {
        return Response.ok(file.content(), file.mediaType())
                .header(
                        "Content-Disposition",
                        (file.mediaType().equals(PDF) ? "inline" : "attachment") + "; filename=\"" + file.name() + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
