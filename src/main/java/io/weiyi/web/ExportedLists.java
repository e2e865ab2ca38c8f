package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;

/** Which list lies at which address. A new list gets its line here. */
@ApplicationScoped
class ExportedLists {

    private final SearchPages search;
    private final BookingPages bookings;
    private final LabPages labs;
    private final OrderPages orders;
    private final ChargePages charges;
    private final StatementPages statements;
    private final OwnPages own;
    private final OtherLists others;

    ExportedLists(
            SearchPages search,
            BookingPages bookings,
            LabPages labs,
            OrderPages orders,
            ChargePages charges,
            StatementPages statements,
            OwnPages own,
            OtherLists others) {
        this.search = search;
        this.bookings = bookings;
        this.labs = labs;
        this.orders = orders;
        this.charges = charges;
        this.statements = statements;
        this.own = own;
        this.others = others;
    }

    TemplateInstance page(String path, MultivaluedMap<String, String> q) {
        return switch (path) {
            case "/instruments" ->
                search.search(
                        q.getFirst("q"),
                        q.getFirst("category"),
                        q.getFirst("district"),
                        q.getFirst("availableFrom"),
                        q.getFirst("availableTo"),
                        q.getFirst("hours"),
                        null);
            case "/service-items" -> search.items(q.getFirst("q"), q.getFirst("channel"), null);
            case "/bookings" -> bookings.mine(q.getFirst("show"), null, null);
            case "/lab/bookings" -> labs.bookings(q.getFirst("show"), q.getFirst("week"), null, null);
            case "/orders" -> orders.mine(null, null);
            case "/lab/orders" -> orders.labs(null, null);
            case "/charges" -> charges.charges(q.getFirst("month"), q.getFirst("status"), null);
            case "/lab/instruments" -> own.list(null);
            default ->
                path.startsWith("/statements/")
                        ? statements.statement(path.substring("/statements/".length()), q.getFirst("organisationId"))
                        : others.page(path, q);
        };
    }

    /** The lists of devices, sessions and people. */
    @ApplicationScoped
    static class OtherLists {

        private final FleetPages fleet;
        private final DevicePages devices;
        private final SessionPages sessions;
        private final LogbookPages logbook;
        private final MemberPages members;
        private final SynonymPages synonyms;
        private final SmsPages sms;
        private final NoticePages notices;

        OtherLists(
                FleetPages fleet,
                DevicePages devices,
                SessionPages sessions,
                LogbookPages logbook,
                MemberPages members,
                SynonymPages synonyms,
                SmsPages sms,
                NoticePages notices) {
            this.fleet = fleet;
            this.devices = devices;
            this.sessions = sessions;
            this.logbook = logbook;
            this.members = members;
            this.synonyms = synonyms;
            this.sms = sms;
            this.notices = notices;
        }

        TemplateInstance page(String path, MultivaluedMap<String, String> q) {
            return switch (path) {
                case "/fleet" -> fleet.fleet(q.getFirst("state"), q.getFirst("owner"), q.getFirst("q"), null);
                case "/lab/devices" -> devices.list(q.getFirst("state"), q.getFirst("q"));
                case "/lab/disputes" -> sessions.undecided();
                case "/lab/logbook" -> logbook.logbook(q.getFirst("instrumentId"), q.getFirst("month"), null);
                case "/lab/unbooked" -> logbook.unbooked(q.getFirst("instrumentId"), q.getFirst("show"), null, null);
                case "/members" -> members.members(null);
                case "/admin/synonyms" -> synonyms.groups(null);
                case "/sms" -> sms.messages();
                case "/notices" -> notices.inbox(null, null);
                case "/notices/unsent" -> notices.unsent(null);
                default -> throw Problem.notFound();
            };
        }
    }
}
