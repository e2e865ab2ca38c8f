package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.reporting.FirstFree;
import io.weiyi.reporting.HomeReport;
import io.weiyi.reporting.InstrumentQuery;
import io.weiyi.reporting.InstrumentRow;
import io.weiyi.reporting.InstrumentSearch;
import io.weiyi.reporting.OrganisationReport;
import io.weiyi.reporting.SearchCards;
import io.weiyi.reporting.ServiceItemQuery;
import io.weiyi.reporting.ServiceItemRow;
import io.weiyi.reporting.ServiceItemSearch;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finding instruments and service items; everybody may. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class SearchPages {

    private static final int TEXT_LENGTH_MAX = 100;
    private static final int WORDS_MAX = 12;
    private static final PageRequest NOTHING = new PageRequest(0, PageRequest.SIZE_DEFAULT);

    /** The search with its results; the span is handed on to the instrument's page. */
    record SearchPage(
            SearchForm form,
            FormErrors errors,
            List<HomeReport.ClassRow> classes,
            List<OrganisationReport.Area> areas,
            Page<SearchCards.Instrument> rows,
            FreeTimes first,
            String span)
            implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    /** The first free time of each instrument that is shown; empty where somebody asks for a time of their own. */
    public record FreeTimes(Map<Long, TimeWindow> byInstrument) {

        static final FreeTimes NONE = new FreeTimes(Map.of());

        public FreeTimes {
            byInstrument = Map.copyOf(byInstrument);
        }

        public boolean has(long instrumentId) {
            return byInstrument.containsKey(instrumentId);
        }

        public @Nullable TimeWindow of(long instrumentId) {
            return byInstrument.get(instrumentId);
        }
    }

    /** The service items. */
    record ItemsPage(String q, String channel, List<SearchCards.Channel> channels, Page<SearchCards.Item> rows)
            implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    private final InstrumentSearch instruments;
    private final ServiceItemSearch items;
    private final SearchCards cards;
    private final FirstFree firstFree;
    private final HomeReport home;
    private final OrganisationReport organisations;
    private final Refusals refusals;
    private final Clock clock;

    SearchPages(
            InstrumentSearch instruments,
            ServiceItemSearch items,
            SearchCards cards,
            FirstFree firstFree,
            HomeReport home,
            OrganisationReport organisations,
            Refusals refusals,
            Clock clock) {
        this.instruments = instruments;
        this.items = items;
        this.cards = cards;
        this.firstFree = firstFree;
        this.home = home;
        this.organisations = organisations;
        this.refusals = refusals;
        this.clock = clock;
    }

    @GET
    @Path("instruments")
    @PermitAll
    public TemplateInstance search(
            @QueryParam("q") @Nullable String q,
            @QueryParam("category") @Nullable String category,
            @QueryParam("district") @Nullable String district,
            @QueryParam("availableFrom") @Nullable String availableFrom,
            @QueryParam("availableTo") @Nullable String availableTo,
            @QueryParam("hours") @Nullable String hours,
            @QueryParam("page") @Nullable String page) {
        SearchForm form = SearchForm.of(q, category, district, availableFrom, availableTo, hours);
        try {
            if (!form.hours().isEmpty()) {
                return timed(form, Frame.rows(page));
            }
            Page<InstrumentRow> found = found(form, Frame.rows(page));
            List<Long> ids = found.items().stream().map(InstrumentRow::id).toList();
            Page<SearchCards.Instrument> rows =
                    new Page<>(cards.instruments(ids), found.page(), found.size(), found.total());
            boolean shown = form.span().isEmpty() && !Frame.current().wantsWhole();
            FreeTimes first = shown ? new FreeTimes(firstFree.of(ids)) : FreeTimes.NONE;
            return page(form, FormErrors.NONE, rows, first);
        } catch (Problem problem) {
            FormErrors errors = refusals.of(problem, Set.of("availableFrom", "availableTo", "hours"));
            return page(form, errors, Page.empty(NOTHING), FreeTimes.NONE);
        }
    }

    private TemplateInstance page(
            SearchForm form, FormErrors errors, Page<SearchCards.Instrument> rows, FreeTimes first) {
        return new SearchPage(form, errors, home.classes(), organisations.areas(), rows, first, form.span());
    }

    private Page<InstrumentRow> found(SearchForm form, PageRequest request) {
        Checks checks = new Checks();
        TimeWindow free = form.free(checks);
        checks.orThrow();
        InstrumentQuery query = query(form, free);
        return query == null ? Page.empty(request) : instruments.search(query, request);
    }

    /** The instruments that have so many hours free within the span, earliest first, each with that time. */
    private TemplateInstance timed(SearchForm form, PageRequest request) {
        Checks checks = new Checks();
        Duration length = form.length(checks);
        TimeWindow span = form.within(checks, clock.instant());
        checks.orThrow();
        InstrumentQuery query = query(form, null);
        Page<FirstFree.Found> found =
                query == null || length == null ? Page.empty(request) : firstFree.find(query, span, length, request);
        List<Long> ids =
                found.items().stream().map(FirstFree.Found::instrumentId).toList();
        Map<Long, TimeWindow> times = found.items().stream()
                .collect(Collectors.toMap(FirstFree.Found::instrumentId, FirstFree.Found::window));
        return page(
                form,
                FormErrors.NONE,
                new Page<>(cards.instruments(ids), found.page(), found.size(), found.total()),
                new FreeTimes(times));
    }

    /** The filters of a form; null when one of them names nothing that there is. */
    private static @Nullable InstrumentQuery query(SearchForm form, @Nullable TimeWindow free) {
        OptionalLong area = PublicId.parse(form.district());
        boolean unknown = (!form.district().isEmpty() && area.isEmpty())
                || !form.category().matches("[0-9]{0,6}");
        return unknown
                ? null
                : new InstrumentQuery(
                        words(form.q()),
                        form.category().isEmpty() ? null : form.category(),
                        area.isPresent() ? area.getAsLong() : null,
                        null,
                        free);
    }

    /** What was typed, cut to what a search takes. */
    private static String words(String text) {
        String cut = text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) : text;
        String[] words = cut.strip().split("\\s+");
        return words.length <= WORDS_MAX ? cut : String.join(" ", List.of(words).subList(0, WORDS_MAX));
    }

    @GET
    @Path("service-items")
    @PermitAll
    public TemplateInstance items(
            @QueryParam("q") @Nullable String q,
            @QueryParam("channel") @Nullable String channel,
            @QueryParam("page") @Nullable String page) {
        String text = Inputs.text(q);
        String chosen = Inputs.text(channel);
        Page<ServiceItemRow> found = items.search(
                new ServiceItemQuery(words(text), chosen.isEmpty() ? null : chosen, null, null), Frame.rows(page));
        List<Long> ids = found.items().stream().map(ServiceItemRow::id).toList();
        return new ItemsPage(
                text,
                chosen,
                cards.channels(),
                new Page<>(cards.items(ids), found.page(), found.size(), found.total()));
    }
}
