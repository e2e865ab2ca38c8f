package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.catalog.CatalogueChange;
import io.weiyi.catalog.CatalogueChanges;
import io.weiyi.catalog.InstrumentCare;
import io.weiyi.catalog.InstrumentField;
import io.weiyi.catalog.InstrumentPhotos;
import io.weiyi.catalog.InstrumentRecord;
import io.weiyi.identity.AreaInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Organisations;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** An owner's own instruments: the list, the record of one with its photos and its history, and a new one. */
@Path("/lab/instruments")
@Produces(MediaType.TEXT_HTML)
@Blocking
@RolesAllowed(Roles.INSTRUMENT_MANAGER)
public class OwnPages {

    private static final int UNPROCESSABLE = 422;
    private static final int STALE = 412;
    private static final Set<String> FIELDS = Arrays.stream(InstrumentField.values())
            .map(InstrumentField::wireName)
            .collect(Collectors.toSet());

    /** The list. */
    record OwnListPage(List<OwnRow> rows, @Nullable String done) implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    /** An instrument in the list. */
    public record OwnRow(long id, String innerId, String nameZh, String nameEn, String model, String status) {}

    /** A record in its form; without an id it is a new one. */
    record OwnPage(
            @Nullable Long id,
            String version,
            String status,
            List<FieldShown> fields,
            List<InstrumentPhotos.Photo> photos,
            List<CatalogueChange> changes,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    /** A field and what may be chosen in it. */
    public record FieldShown(
            String name, String kind, String value, boolean required, int lengthMax, List<Choice> choices) {}

    /** A value to choose. */
    public record Choice(String value, String text) {}

    private final InstrumentCare care;
    private final InstrumentPhotos photos;
    private final CatalogueChanges changes;
    private final Organisations organisations;
    private final CurrentCaller callers;
    private final Refusals refusals;
    private final Frame frame;

    OwnPages(
            InstrumentCare care,
            InstrumentPhotos photos,
            CatalogueChanges changes,
            Organisations organisations,
            CurrentCaller callers,
            Refusals refusals,
            Frame frame) {
        this.care = care;
        this.photos = photos;
        this.changes = changes;
        this.organisations = organisations;
        this.callers = callers;
        this.refusals = refusals;
        this.frame = frame;
    }

    @GET
    public TemplateInstance list(@QueryParam("done") @Nullable String done) {
        List<OwnRow> rows = care.all(callers.get()).stream()
                .map(it -> new OwnRow(
                        it.id(),
                        it.text(InstrumentField.INNER_ID),
                        it.text(InstrumentField.CNAME),
                        it.text(InstrumentField.ENAME),
                        it.text(InstrumentField.MODEL),
                        it.text(InstrumentField.STATUS)))
                .toList();
        return new OwnListPage(rows, done);
    }

    @GET
    @Path("new")
    public TemplateInstance empty() {
        Map<InstrumentField, String> preset = new EnumMap<>(InstrumentField.class);
        preset.put(InstrumentField.NATION, "CHN");
        preset.put(InstrumentField.STATUS, "NORMAL");
        preset.put(InstrumentField.SHARE_MODE, "EXTERNAL");
        preset.put(InstrumentField.BOOKABLE, "true");
        preset.put(InstrumentField.METERED, "false");
        preset.put(InstrumentField.TURNAROUND, "7");
        return page(null, "", preset, FormErrors.NONE, null);
    }

    @POST
    @Path("new")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response create(MultivaluedMap<String, String> sent) {
        Map<InstrumentField, String> written = written(sent);
        try {
            Caller caller = callers.get();
            long made = care.create(caller, owner(caller), written).id();
            return Back.to("/lab/instruments/" + made + "?done=saved");
        } catch (Problem problem) {
            return again(problem, null, "", written);
        }
    }

    /** New instruments belong to the manager's own organisation. */
    private static long owner(Caller caller) {
        Set<Long> managed = caller.organisationsAs(Role.INSTRUMENT_MANAGER);
        Long own = caller.organisationId();
        return own != null && managed.contains(own)
                ? own
                : managed.stream().min(Long::compare).orElseThrow(Problem::notFound);
    }

    @GET
    @Path("{id}")
    public TemplateInstance show(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        InstrumentRecord it = care.find(callers.get(), PublicId.inPath(id));
        return page(it.id(), String.valueOf(it.version()), it.texts(), FormErrors.NONE, done);
    }

    @POST
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response change(@PathParam("id") String id, MultivaluedMap<String, String> sent) {
        long instrument = PublicId.inPath(id);
        Map<InstrumentField, String> written = written(sent);
        String version = Inputs.text(sent.getFirst("version"));
        try {
            int known = version.matches("\\d{1,9}") ? Integer.parseInt(version) : -1;
            care.change(callers.get(), instrument, known, written);
            return Back.to("/lab/instruments/" + instrument + "?done=saved");
        } catch (Problem problem) {
            return again(problem, instrument, version, written);
        }
    }

    @POST
    @Path("{id}/retire")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response retire(@PathParam("id") String id) {
        long instrument = PublicId.inPath(id);
        care.retire(callers.get(), instrument);
        return Back.to("/lab/instruments/" + instrument + "?done=saved");
    }

    @POST
    @Path("{id}/photos")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response addPhoto(
            @PathParam("id") String id, @RestForm @Nullable FileUpload photo, @RestForm @Nullable String caption) {
        InstrumentRecord it = care.find(callers.get(), PublicId.inPath(id));
        try {
            photos.add(callers.get(), it.id(), Files.content(photo, "photo"), caption);
            return Back.to("/lab/instruments/" + it.id() + "?done=saved");
        } catch (Problem problem) {
            return again(problem, it.id(), String.valueOf(it.version()), it.texts());
        }
    }

    @POST
    @Path("{id}/photos/{photo}/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response removePhoto(@PathParam("id") String id, @PathParam("photo") String photo) {
        long instrument = PublicId.inPath(id);
        photos.remove(callers.get(), instrument, PublicId.inPath(photo));
        return Back.to("/lab/instruments/" + instrument + "?done=removed");
    }

    private Response again(Problem problem, @Nullable Long id, String version, Map<InstrumentField, String> written) {
        if (problem.status() != UNPROCESSABLE && problem.status() != STALE) {
            throw problem;
        }
        Set<String> fields = new java.util.HashSet<>(FIELDS);
        fields.addAll(Set.of("photo", "caption"));
        return Response.status(UNPROCESSABLE)
                .entity(page(id, version, written, refusals.of(problem, fields), null))
                .build();
    }

    private static Map<InstrumentField, String> written(MultivaluedMap<String, String> sent) {
        Map<InstrumentField, String> written = new EnumMap<>(InstrumentField.class);
        for (InstrumentField field : InstrumentField.values()) {
            if (sent.containsKey(field.wireName())) {
                written.put(field, Inputs.text(sent.getFirst(field.wireName())));
            }
        }
        return written;
    }

    private OwnPage page(
            @Nullable Long id,
            String version,
            Map<InstrumentField, String> texts,
            FormErrors errors,
            @Nullable String done) {
        OwnWords words = frame.words(OwnWords.class);
        List<FieldShown> fields = Arrays.stream(InstrumentField.values())
                .map(field -> new FieldShown(
                        field.wireName(),
                        field.kind().name(),
                        texts.getOrDefault(field, ""),
                        field.required(),
                        field.lengthMax(),
                        choices(field, words)))
                .toList();
        return new OwnPage(
                id,
                version,
                texts.getOrDefault(InstrumentField.STATUS, ""),
                fields,
                id == null ? List.of() : photos.of(id),
                id == null ? List.of() : changes.of(CatalogueChanges.Subject.INSTRUMENT, id),
                errors,
                done);
    }

    private List<Choice> choices(InstrumentField field, OwnWords words) {
        return switch (field.kind()) {
            case AREA ->
                organisations.areas().stream()
                        .map(area -> new Choice(String.valueOf(area.id()), name(area)))
                        .toList();
            case STATUS ->
                coded(
                        words,
                        "NORMAL",
                        "SOMETIMES_FAULTY",
                        "OFTEN_FAULTY",
                        "WAITING_REPAIR",
                        "WAITING_SCRAP",
                        "RETIRED");
            case SHARE -> coded(words, "EXTERNAL", "INTERNAL", "NONE");
            case YES_NO -> coded(words, "true", "false");
            case TEXT, CATEGORY, NATION, WORTH, DATE, COUNT, POSTAL -> List.of();
        };
    }

    private static List<Choice> coded(OwnWords words, String... codes) {
        return Arrays.stream(codes)
                .map(code -> new Choice(code, words.value(code)))
                .toList();
    }

    private String name(AreaInfo area) {
        return frame.name(area.nameZh(), area.nameEn());
    }
}
