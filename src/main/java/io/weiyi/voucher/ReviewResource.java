package io.weiyi.voucher;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How offices review, set by the administrator, and leave covers, made by the reviewers themselves. */
@Path("/api/v1/reviewing")
@Produces(MediaType.APPLICATION_JSON)
public class ReviewResource {

    private final Reviewing reviewing;

    ReviewResource(Reviewing reviewing) {
        this.reviewing = reviewing;
    }

    /** An office's options as sent; without an area the city's. */
    public record OfficeJson(
            @Nullable String areaId,
            @Nullable String nameZh,
            @Nullable String nameEn,
            @Nullable Boolean twoSteps,
            @Nullable Boolean province) {}

    /** A cover as sent: the caller is away from the first day until the day of return. */
    public record CoverJson(
            @Nullable String id,
            @Nullable String awayId,
            @Nullable String coverId,
            @Nullable String startsOn,
            @Nullable String endsBefore) {}

    @GET
    @Path("/offices")
    @RolesAllowed({Roles.ADMIN, Roles.AREA_OFFICE, Roles.CITY_OFFICE, Roles.AUDITOR, Roles.LEADER})
    public List<OfficeJson> offices() {
        return reviewing.offices().stream()
                .map(office -> new OfficeJson(
                        id(office.areaId()), office.nameZh(), office.nameEn(), office.twoSteps(), office.province()))
                .toList();
    }

    @PUT
    @Path("/offices")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.ADMIN)
    public List<OfficeJson> set(@Nullable OfficeJson body) {
        OfficeJson given = required(body);
        OptionalLong area = PublicId.parse(given.areaId());
        if (given.areaId() != null && area.isEmpty()) {
            throw Problem.validation("areaId", "is unknown");
        }
        reviewing.set(
                area.isPresent() ? (Long) area.getAsLong() : null,
                Boolean.TRUE.equals(given.twoSteps()),
                Boolean.TRUE.equals(given.province()));
        return offices();
    }

    @GET
    @Path("/covers")
    @RolesAllowed({Roles.AREA_OFFICE, Roles.CITY_OFFICE})
    public List<CoverJson> covers() {
        return reviewing.covers().stream()
                .map(cover -> new CoverJson(
                        Long.toString(cover.id()),
                        Long.toString(cover.awayId()),
                        Long.toString(cover.coverId()),
                        cover.startsOn().toString(),
                        cover.endsBefore().toString()))
                .toList();
    }

    @POST
    @Path("/covers")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.AREA_OFFICE, Roles.CITY_OFFICE})
    public List<CoverJson> appoint(@Nullable CoverJson body) {
        CoverJson given = required(body);
        OptionalLong cover = PublicId.parse(given.coverId());
        reviewing.appoint(
                cover.isPresent() ? (Long) cover.getAsLong() : null,
                day(given.startsOn(), "startsOn"),
                day(given.endsBefore(), "endsBefore"));
        return covers();
    }

    @DELETE
    @Path("/covers/{id}")
    @RolesAllowed({Roles.AREA_OFFICE, Roles.CITY_OFFICE})
    public void end(@PathParam("id") String id) {
        reviewing.end(PublicId.inPath(id));
    }

    private static @Nullable String id(@Nullable Long id) {
        return id == null ? null : id.toString();
    }

    private static @Nullable LocalDate day(@Nullable String text, String field) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.validation(field, "must be a day such as 2026-11-24");
        }
    }

    private static <T> T required(@Nullable T body) {
        if (body == null) {
            throw Problem.malformed("The request has no body.");
        }
        return body;
    }
}
