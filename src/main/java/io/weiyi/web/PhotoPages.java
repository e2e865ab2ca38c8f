package io.weiyi.web;

import io.smallrye.common.annotation.Blocking;
import io.weiyi.catalog.InstrumentPhotos;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Photos of instruments, for whoever looks at them. They were drawn here, so they are images and nothing else. */
@Path("/instruments/{id}/photos/{photo}")
@Blocking
public class PhotoPages {

    private final InstrumentPhotos photos;

    PhotoPages(InstrumentPhotos photos) {
        this.photos = photos;
    }

    @GET
    @PermitAll
    public Response image(
            @PathParam("id") String id, @PathParam("photo") String photo, @QueryParam("size") @Nullable String size) {
        byte[] image = photos.image(PublicId.inPath(id), PublicId.inPath(photo), "small".equals(size))
                .orElseThrow(Problem::notFound);
        return Response.ok(image)
                .type("image/jpeg")
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=86400")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
