package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.live.LiveChanges;
import io.weiyi.reporting.BoardReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The live board of a provider: a page, its changing part, and the stream that says when it has changed. */
@Path("/lab/board")
@Produces(MediaType.TEXT_HTML)
public class BoardPages {

    private static final Logger LOG = Logger.getLogger(BoardPages.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);

    /** How many instruments do what. */
    public record Counts(long running, long idle, long off, long silent) {

        static Counts of(List<BoardReport.Tile> tiles) {
            return new Counts(
                    tiles.stream().filter(t -> t.activityWord().equals("run")).count(),
                    tiles.stream().filter(t -> t.activityWord().equals("idle")).count(),
                    tiles.stream().filter(t -> t.activityWord().equals("off")).count(),
                    tiles.stream().filter(t -> t.state().equals("silent")).count());
        }
    }

    /** The board. */
    record BoardPage(List<BoardReport.Tile> tiles, Counts counts, Instant now) implements TemplateInstance {}

    /** The part of it that changes. */
    record TilesPart(List<BoardReport.Tile> tiles, Counts counts, Instant now) implements TemplateInstance {}

    private final BoardReport report;
    private final LiveChanges live;
    private final CurrentCaller callers;
    private final Clock clock;
    private final Map<String, Long> owners = new ConcurrentHashMap<>();

    BoardPages(BoardReport report, LiveChanges live, CurrentCaller callers, Clock clock) {
        this.report = report;
        this.live = live;
        this.callers = callers;
        this.clock = clock;
    }

    @GET
    @Blocking
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public TemplateInstance board() {
        Instant now = clock.instant();
        List<BoardReport.Tile> tiles = report.of(mine(callers.get()), now);
        return new BoardPage(tiles, Counts.of(tiles), now);
    }

    @GET
    @Path("tiles")
    @Blocking
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public TemplateInstance tiles() {
        Instant now = clock.instant();
        List<BoardReport.Tile> tiles = report.of(mine(callers.get()), now);
        return new TilesPart(tiles, Counts.of(tiles), now);
    }

    /** Says {@code change} whenever something on the caller's board has changed; the page then reads it anew. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Multi<OutboundSseEvent> events(@Context Sse sse) {
        Set<Long> mine = mine(callers.get());
        Multi<String> changes = live.changes()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .filter(change -> concerns(change, mine))
                .map(change -> "change");
        // Silence would look like a dead connection to proxies, and to us when the reader has gone.
        Multi<String> heartbeat =
                Multi.createFrom().ticks().every(HEARTBEAT).onOverflow().drop().map(tick -> "alive");
        Multi<String> first = Multi.createFrom().item("alive");
        return Multi.createBy()
                .merging()
                .streams(first, changes, heartbeat)
                .onFailure()
                .invoke(failure -> LOG.errorf(failure, "the live stream of the board failed"))
                .map(name -> sse.newEventBuilder().name(name).data("1").build());
    }

    private boolean concerns(String change, Set<Long> mine) {
        if (change.equals(LiveChanges.MISSED)) {
            return true;
        }
        // Neither an instrument nor a device ever passes to another owner.
        Long owner = owners.computeIfAbsent(change, key -> {
            OptionalLong found = report.ownerOf(key);
            return found.isPresent() ? found.getAsLong() : null;
        });
        return owner != null && mine.contains(owner);
    }

    private static Set<Long> mine(Caller caller) {
        return caller.organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR);
    }
}
