package io.weiyi.metering;

import io.weiyi.identity.Caller;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Usage sessions (使用记录): what was metered, as other rooms, programs and pages read it. */
@ApplicationScoped
public class UsageSessions {

    private final SessionQueries queries;
    private final SessionCourses courses;

    UsageSessions(SessionQueries queries, SessionCourses courses) {
        this.queries = queries;
        this.courses = courses;
    }

    /** The sessions that count for a booking, in order of time; adjusted ones are replaced and left out. */
    public List<SessionInfo> ofBooking(long bookingId) {
        return queries.ofBooking(bookingId);
    }

    /** A session whoever asks; for rooms that have checked the right to see it. */
    public Optional<SessionInfo> find(long id) {
        return queries.find(id).map(SessionView::session);
    }

    /** The session that runs on an instrument now, if any; the newest when there are several. */
    public Optional<SessionInfo> running(long instrumentId) {
        return queries.running(instrumentId);
    }

    /** A session the caller may see. */
    public Optional<SessionView> find(Caller caller, long id) {
        return queries.find(caller, id);
    }

    /** How a session went; for whoever has checked the right to see it. */
    public SessionCourse course(long id) {
        return courses.of(id);
    }

    /** Sessions the caller may see, newest first. */
    public Page<SessionView> list(Caller caller, SessionFilter filter, PageRequest page) {
        return queries.list(caller, filter, page);
    }

    /**
     * Which sessions are asked for; what is null does not narrow.
     *
     * @param from sessions that reach beyond this moment
     * @param until sessions that began before this moment
     */
    public record SessionFilter(
            @Nullable Long instrumentId,
            @Nullable Long bookingId,
            @Nullable Instant from,
            @Nullable Instant until) {}

    /**
     * A session with what the list shows beside it.
     *
     * @param chargeId the live charge it is billed in, if any
     * @param why what the person at the PC said of why there was no booking, see {@code Reason} of the agent; null when
     *     nobody said anything
     * @param whyText their remark, null when there is none
     * @param filedAs what unbooked use was for, if the lab has filed it
     */
    public record SessionView(
            SessionInfo session,
            @Nullable Long chargeId,
            @Nullable String why,
            @Nullable String whyText,
            @Nullable String filedAs) {}
}
