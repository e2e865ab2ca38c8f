package io.weiyi.web;

import io.quarkus.qute.TemplateGlobal;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Csrf;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.notification.Notices;
import io.weiyi.reporting.OrganisationReport;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What every page knows about its reader: language, person, roles and where they are. Templates see it as {@code page}. */
@Named("frame")
@RequestScoped
public class Frame {

    static final String LANGUAGE_COOKIE = "weiyi_lang";
    private static final int MINUTES_PER_HOUR = 60;
    private static final int MINUTES_PER_DAY = 1440;

    private final CurrentCaller callers;
    private final CurrentVertxRequest request;
    private final OrganisationReport organisations;
    private final Csrf csrf;
    private final Notices notices;
    private final boolean embedded;
    private @Nullable Optional<Caller> caller;
    private boolean whole;

    Frame(
            CurrentCaller callers,
            CurrentVertxRequest request,
            OrganisationReport organisations,
            Csrf csrf,
            Notices notices,
            @ConfigProperty(name = "weiyi.embedded", defaultValue = "false") boolean embedded) {
        this.callers = callers;
        this.request = request;
        this.organisations = organisations;
        this.csrf = csrf;
        this.notices = notices;
        this.embedded = embedded;
    }

    @TemplateGlobal(name = "page")
    static Frame current() {
        return io.quarkus.arc.Arc.container().instance(Frame.class).get();
    }

    /** The language of the pages: the cookie's, else Chinese. */
    public String lang() {
        RoutingContext context = request.getCurrent();
        Cookie cookie = context == null ? null : context.request().getCookie(LANGUAGE_COOKIE);
        return cookie != null && "en".equals(cookie.getValue()) ? "en" : "zh";
    }

    public boolean zh() {
        return "zh".equals(lang());
    }

    Locale locale() {
        return Locale.forLanguageTag(lang());
    }

    /** The messages of a bundle in the reader's language. */
    <T> T words(Class<T> bundle) {
        return MessageBundles.get(bundle, Localized.Literal.of(lang()));
    }

    /** A name in the reader's language; the Chinese one where there is no English one. */
    public String name(String zh, @Nullable String en) {
        return zh() || en == null || en.isBlank() ? zh : en;
    }

    /** An amount as people write it: {@code 200.00元}. */
    public String money(long fen) {
        String yuan = Fen.of(Math.abs(fen)).toYuan();
        String sign = fen < 0 ? "−" : "";
        return zh() ? sign + yuan + "元" : sign + "¥" + yuan;
    }

    /** A span of minutes in the largest unit that fits: {@code 30 分钟}, {@code 2 小时}, {@code 3 天}. */
    public String length(int minutes) {
        Words words = words(Words.class);
        if (minutes > 0 && minutes % MINUTES_PER_DAY == 0) {
            return words.lengthDays(minutes / MINUTES_PER_DAY);
        }
        return minutes > 0 && minutes % MINUTES_PER_HOUR == 0
                ? words.lengthHours(minutes / MINUTES_PER_HOUR)
                : words.lengthMinutes(minutes);
    }

    Optional<Caller> who() {
        if (caller == null) {
            caller = callers.find();
        }
        return caller;
    }

    public boolean guest() {
        return who().isEmpty();
    }

    public String personName() {
        return who().map(Caller::displayName).orElse("");
    }

    public String organisationName() {
        return who().map(Caller::organisationId)
                .flatMap(organisations::find)
                .map(row -> name(row.nameZh(), row.nameEn()))
                .orElse("");
    }

    private @Nullable Long unread;

    /** How many notices wait to be read; counted once a request. */
    public long unread() {
        Long counted = unread;
        if (counted == null) {
            counted = who().map(notices::unread).orElse(0L);
            unread = counted;
        }
        return counted;
    }

    private boolean any(Role... roles) {
        return who().map(c -> Arrays.stream(roles).anyMatch(c::has)).orElse(false);
    }

    public boolean firm() {
        return any(Role.MEMBER, Role.FIRM_FINANCE) && !provider();
    }

    public boolean provider() {
        return any(Role.INSTRUMENT_MANAGER, Role.OPERATOR);
    }

    public boolean manager() {
        return any(Role.INSTRUMENT_MANAGER);
    }

    /** Offices and administrators look at the catalogue as a guest does. */
    public boolean office() {
        return !guest() && !firm() && !provider();
    }

    public boolean seesCharges() {
        return any(
                Role.MEMBER,
                Role.ORG_ADMIN,
                Role.FIRM_FINANCE,
                Role.INSTRUMENT_MANAGER,
                Role.PROVIDER_FINANCE,
                Role.FINANCE,
                Role.LEADER,
                Role.AUDITOR,
                Role.CITY_OFFICE);
    }

    public boolean seesClaims() {
        return seesCharges() || any(Role.AREA_OFFICE);
    }

    public boolean seesPools() {
        return any(Role.FINANCE, Role.CITY_OFFICE, Role.LEADER, Role.AUDITOR);
    }

    public boolean seesPacks() {
        return any(Role.ADMIN, Role.CITY_OFFICE, Role.AREA_OFFICE, Role.FINANCE, Role.LEADER, Role.AUDITOR);
    }

    public boolean reconciles() {
        return any(Role.FINANCE, Role.LEADER, Role.AUDITOR);
    }

    public boolean admits() {
        return any(Role.ORG_ADMIN, Role.AREA_OFFICE);
    }

    public boolean seesFleet() {
        return any(Role.LEADER, Role.AUDITOR, Role.CITY_OFFICE, Role.ADMIN);
    }

    public boolean audits() {
        return any(Role.AUDITOR);
    }

    public boolean administrator() {
        return any(Role.ADMIN);
    }

    /** Whether the page may carry forms; what fails before the request reaches a page has no token for them. */
    public boolean carriesForms() {
        try {
            return !csrf.getToken().isEmpty();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    public boolean smsShown() {
        return embedded;
    }

    /** Where this reader starts after signing in. */
    String landing() {
        if (provider()) {
            return "/lab/board";
        }
        if (any(Role.MEMBER)) {
            return "/instruments";
        }
        if (any(Role.AREA_OFFICE, Role.ORG_ADMIN)) {
            return "/members";
        }
        if (administrator()) {
            return "/admin/synonyms";
        }
        return seesCharges() ? "/charges" : "/instruments";
    }

    /** From now on this request wants lists with all their rows. */
    void wantWhole() {
        whole = true;
    }

    boolean wantsWhole() {
        return whole;
    }

    /** The rows a list shows: a page of them, or all where a sheet is made of it. */
    static PageRequest rows(@Nullable String page) {
        return current().wantsWhole() ? new PageRequest(0, ExportPages.ROWS_MAX + 1) : PageRequest.of(page, null);
    }

    /** Where the sheet of this list is. */
    public String exportLink() {
        String kept = Arrays.stream(query().split("&"))
                .filter(part -> !part.isEmpty() && !part.startsWith("page=") && !part.startsWith("done="))
                .collect(Collectors.joining("&"));
        String list = path().equals("/") ? "/instruments" : path();
        return "/export?list=" + list + (kept.isEmpty() ? "" : "&" + kept);
    }

    public String path() {
        RoutingContext context = request.getCurrent();
        return context == null ? "/" : context.request().path();
    }

    /** Whether the page lies under the given path, for the mark in the navigation. */
    public boolean under(String path) {
        return path().equals(path) || path().startsWith(path + "/");
    }

    private String query() {
        RoutingContext context = request.getCurrent();
        String query = context == null ? null : context.request().query();
        return query == null ? "" : query;
    }

    public String languageSwitch() {
        boolean readable = request.getCurrent() == null
                || "GET".equals(request.getCurrent().request().method().name());
        String back = !readable ? "/" : query().isEmpty() ? path() : path() + "?" + query();
        return "/language?to=" + (zh() ? "en" : "zh") + "&back=" + URLEncoder.encode(back, StandardCharsets.UTF_8);
    }

    /** This page's address with another page number, everything else kept. */
    public String withPage(int number) {
        String kept = Arrays.stream(query().split("&"))
                .filter(part -> !part.isEmpty() && !part.startsWith("page=") && !part.startsWith("done="))
                .collect(Collectors.joining("&"));
        return path() + "?" + (kept.isEmpty() ? "" : kept + "&") + "page=" + number;
    }
}
