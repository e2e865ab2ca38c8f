package io.weiyi.notification;

import io.weiyi.voucher.ClaimWindowNear;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** Tells a firm's administrators and its finance of claim windows (申报期), in the transaction that reminds them. */
@Singleton
class WindowNotices {

    private record Reader(long id, String language) {}

    private final Jdbi jdbi;
    private final Outbox outbox;

    WindowNotices(Jdbi jdbi, Outbox outbox) {
        this.jdbi = jdbi;
        this.outbox = outbox;
    }

    void window(@Observes ClaimWindowNear event) {
        Texts.Text text = new Texts.Text(
                "“" + event.packNameZh() + "”申报期至 " + event.to() + " 止，贵单位有 " + event.charges() + " 笔费用尚未申请。",
                "Claims under " + event.packNameEn() + " may be handed in until " + event.to() + "; " + event.charges()
                        + " of your charges are in no claim yet.");
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT DISTINCT p.id, p.language FROM role_grant r JOIN person p ON p.id = r.person_id
                         WHERE r.role IN ('ORG_ADMIN','FIRM_FINANCE') AND r.organisation_id = :organisation AND r.revoked_at IS NULL
                           AND p.status = 'ACTIVE' ORDER BY p.id LIMIT 50""")
                .bind("organisation", event.organisationId())
                .map((row, context) -> new Reader(row.getLong(1), row.getString(2)))
                .list()
                .forEach(reader -> outbox.notice(reader.id(), text.in(reader.language()))));
    }
}
