package io.weiyi.notification;

import io.weiyi.identity.Caller;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** Each person's choice of where notices go; the app always shows them. */
@ApplicationScoped
public class NoticeChoices {

    private static final int URL_LENGTH_MAX = 500;
    private static final int SECRET_LENGTH_MAX = 200;
    private static final Set<String> ROBOTS = Set.of("", "WECOM", "DINGTALK");

    private final NoticeChoiceRows rows;
    private final Robots robots;
    private final Audit audit;
    private final Clock clock;

    NoticeChoices(NoticeChoiceRows rows, Robots robots, Audit audit, Clock clock) {
        this.rows = rows;
        this.robots = robots;
        this.audit = audit;
        this.clock = clock;
    }

    /** What the caller chose. */
    public NoticeChoice of(Caller caller) {
        return rows.find(caller.personId()).orElse(NoticeChoice.APP_ONLY);
    }

    /** Sets it; an empty address or secret of the same robot stays what it was. */
    @Transactional
    public void set(Caller caller, NoticeChoice wanted) {
        NoticeChoice before = of(caller);
        boolean same = before.robot().equals(wanted.robot());
        Checks checks = new Checks();
        checks.require(ROBOTS.contains(wanted.robot()), "robot", "is unknown");
        String url = wanted.robotUrl().isBlank() && same ? before.robotUrl() : wanted.robotUrl();
        String secret = wanted.robotSecret().isBlank() && same ? before.robotSecret() : wanted.robotSecret();
        if (!wanted.robot().isEmpty()) {
            url = checks.text(url, "robotUrl", URL_LENGTH_MAX);
            secret = checks.optionalText(secret, "robotSecret", SECRET_LENGTH_MAX);
            checks.require(robots.allows(url), "robotUrl", "must be the address of a WeCom or DingTalk robot");
        }
        checks.orThrow();
        rows.save(caller.personId(), new NoticeChoice(wanted.sms(), wanted.robot(), url, secret), clock.instant());
        audit.record(
                "notice.choice",
                "person",
                Long.toString(caller.personId()),
                null,
                Map.of("sms", wanted.sms(), "robot", wanted.robot()));
    }
}
