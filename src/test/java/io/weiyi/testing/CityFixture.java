package io.weiyi.testing;

import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.id.CreditCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A small city of its own for one test: everything has a name and a code that no other test has, so that tests share one
 * database and run in any order. Rows are written by plain SQL and committed at once.
 */
public final class CityFixture {

    /** The password of every person of the fixture. */
    public static final String PASSWORD = "weiyi-test";

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    // One hash for all: Argon2 is slow on purpose.
    private static String passwordHash;

    private final Jdbi jdbi;
    private final Area area;

    private CityFixture(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.area = area("371002");
    }

    /** A city with one area. */
    public static CityFixture fresh(Jdbi jdbi, PasswordHasher hasher) {
        synchronized (CityFixture.class) {
            if (passwordHash == null) {
                passwordHash = hasher.hash(PASSWORD);
            }
        }
        return new CityFixture(jdbi);
    }

    public record Area(long id, String nameZh, String regionCode) {}

    public record Org(long id, String code, String nameZh, Area area) {}

    public record Person(long id, String username, String displayName) {}

    public record Instrument(long id, String innerId, long ownerId) {}

    public record Item(long id, long ownerId, long tariffId) {}

    /** Something that no other call returns: letters and digits. */
    public static String unique(String prefix) {
        return prefix + Long.toString(System.nanoTime(), 36) + Long.toString(COUNTER.incrementAndGet(), 36);
    }

    /** A valid credit code that nobody has. */
    public static String creditCode(String regionCode) {
        StringBuilder first = new StringBuilder("91").append(regionCode);
        for (int i = 0; i < 9; i++) {
            first.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return first.toString() + CreditCode.checkCharacter(first.toString());
    }

    /** A mobile number that nobody has. */
    public static String mobile() {
        return "13%09d".formatted(RANDOM.nextInt(1_000_000_000));
    }

    // ---- areas and organisations ----

    /** The city's first area, where organisations are unless said otherwise. */
    public Area area() {
        return area;
    }

    /** Another area. */
    public Area area(String regionCode) {
        String name = unique("区");
        long id = insert(
                "INSERT INTO area (name_zh, name_en, office_zh, office_en) VALUES (?, ?, ?, ?) RETURNING id",
                name,
                "Area " + name,
                name + "科技局",
                "Office of " + name);
        return new Area(id, name, regionCode);
    }

    /** A firm that uses instruments, an active member of the network. */
    public Org firm() {
        return organisation(area, "FIRM", false, "ACTIVE");
    }

    /** A university that owns instruments. */
    public Org provider() {
        return organisation(area, "UNIVERSITY", true, "ACTIVE");
    }

    public Org organisation(Area where, String kind, boolean provider, String status) {
        String name = unique("单位");
        String code = creditCode(where.regionCode());
        long id = insert(
                """
                INSERT INTO organisation (code, name_zh, name_en, area_id, region_code, kind, size_class, provider, status, joined_at, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
                code,
                name,
                "Organisation " + name,
                where.id(),
                where.regionCode(),
                kind,
                kind.equals("FIRM") ? "SMALL" : "NONE",
                provider,
                status,
                LONG_AGO,
                LONG_AGO);
        return new Org(id, code, name, where);
    }

    // ---- people ----

    /** A member of a firm who may book. */
    public Person member(Org firm) {
        return person(firm, Role.MEMBER);
    }

    /** The instrument manager of a provider. */
    public Person manager(Org provider) {
        return person(provider, Role.INSTRUMENT_MANAGER);
    }

    /** An active member of an organisation with these roles in it. */
    public Person person(Org organisation, Role... roles) {
        Person person = person();
        execute("""
                INSERT INTO membership (person_id, organisation_id, status, requested_at, decided_at) VALUES (?, ?, 'ACTIVE', ?, ?)""", person.id(), organisation.id(), LONG_AGO, LONG_AGO);
        for (Role role : roles) {
            execute(
                    "INSERT INTO role_grant (person_id, role, organisation_id, granted_at) VALUES (?, ?, ?, ?)",
                    person.id(),
                    role.name(),
                    organisation.id(),
                    LONG_AGO);
        }
        return person;
    }

    /** Somebody of an area's office. */
    public Person areaOffice(Area where) {
        Person person = person();
        execute(
                "INSERT INTO role_grant (person_id, role, area_id, granted_at) VALUES (?, 'AREA_OFFICE', ?, ?)",
                person.id(),
                where.id(),
                LONG_AGO);
        return person;
    }

    /** Somebody with roles that hold in the whole city. */
    public Person official(Role... roles) {
        Person person = person();
        for (Role role : roles) {
            execute(
                    "INSERT INTO role_grant (person_id, role, granted_at) VALUES (?, ?, ?)",
                    person.id(),
                    role.name(),
                    LONG_AGO);
        }
        return person;
    }

    /** Somebody who belongs nowhere yet. */
    public Person person() {
        String username = unique("u");
        String name = "人" + username;
        long id = insert("""
                INSERT INTO person (username, display_name, mobile, password_hash, status, created_at)
                VALUES (?, ?, ?, ?, 'ACTIVE', ?) RETURNING id""", username, name, mobile(), passwordHash, LONG_AGO);
        return new Person(id, username, name);
    }

    /** The value of an Authorization header: {@code Bearer …}. */
    public String bearer(Person person) {
        return "Bearer " + token(person, "BEARER", Duration.ofDays(3650));
    }

    /** The value of the session cookie of a browser. */
    public String session(Person person) {
        return token(person, "SESSION", Duration.ofDays(3650));
    }

    /** A token that lives from now for the given time, which may be negative. */
    public String token(Person person, String kind, Duration life) {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        execute(
                "INSERT INTO access_token (token_sha256, person_id, kind, created_at, expires_at) VALUES (?, ?, ?, now(), now() + ? * interval '1 second')",
                sha256(token),
                person.id(),
                kind,
                life.toSeconds());
        return token;
    }

    // ---- instruments ----

    /** An instrument of this owner: free at any hour, instant, metered, 200.00 yuan an hour on ACTIVE. */
    public InstrumentBuilder instrument(Org owner) {
        return new InstrumentBuilder(owner);
    }

    /** A person's training on an instrument. */
    public CityFixture train(Person person, Instrument instrument) {
        execute(
                "INSERT INTO training (person_id, instrument_id, granted_at) VALUES (?, ?, ?)",
                person.id(),
                instrument.id(),
                LONG_AGO);
        return this;
    }

    /** Bans a person at one owner. */
    public CityFixture ban(Person person, Org owner, Instant from, Instant until) {
        execute(
                "INSERT INTO ban (person_id, owner_id, starts_at, ends_before, reason) VALUES (?, ?, ?, ?, '爽约')",
                person.id(),
                owner.id(),
                from,
                until);
        return this;
    }

    /** A published service item of this owner with its own tariff. */
    public Item serviceItem(Org owner, long sampleFen) {
        execute(
                "INSERT INTO service_channel (code, name_zh, name_en, sort) VALUES ('TEST', '检验检测', 'Testing', 1) ON CONFLICT DO NOTHING");
        long id = insert("""
                INSERT INTO service_item (owner_id, channel_code, name_zh, name_en, method, sample_requirement, turnaround_days, sample_fen)
                VALUES (?, 'TEST', ?, ?, 'GB/T 1', '不少于 5 g', 5, ?) RETURNING id""", owner.id(), unique("事项"), unique("Item "), sampleFen);
        long tariff = insert("""
                INSERT INTO tariff (service_item_id, version, valid, basis, step_seconds, created_at)
                VALUES (?, 1, tstzrange(?, NULL), 'BOOKED', 1, ?) RETURNING id""", id, LONG_AGO, LONG_AGO);
        for (String tier : List.of("INTERNAL", "EXTERNAL", "COMPANY")) {
            execute("INSERT INTO tariff_rate (tariff_id, tier, sample_fen) VALUES (?, ?, ?)", tariff, tier, sampleFen);
        }
        return new Item(id, owner.id(), tariff);
    }

    /** Describes one instrument; nothing is written before {@link #create}. */
    public final class InstrumentBuilder {
        private final Org owner;
        private final List<int[]> hours = new ArrayList<>();
        private final List<String[]> accessories = new ArrayList<>();
        private String classCode = "030101";
        private String nameZh = unique("扫描电子显微镜");
        private String nameEn = unique("Scanning electron microscope ");
        private String model = "Model-" + unique("");
        private String status = "NORMAL";
        private String shareMode = "EXTERNAL";
        private boolean bookable = true;
        private boolean metered = true;
        private boolean approval;
        private boolean trained;
        private boolean closed;
        private boolean priced = true;
        private int stepMinutes = 30;
        private int minMinutes = 30;
        private int maxMinutes = 1440;
        private int leadMinutes;
        private int horizonDays = 90;
        private int bufferBeforeMinutes;
        private int bufferAfterMinutes;
        private int cancelFreeMinutes;
        private int noShowGraceMinutes = 30;
        private int approvalHours = 48;
        private String basis = "ACTIVE";
        private int stepSeconds = 1;
        private long setupFen;
        private long hourFen = 20000;
        private long sampleFen = 10000;
        private long minimumFen;

        private InstrumentBuilder(Org owner) {
            this.owner = owner;
        }

        public InstrumentBuilder classCode(String code) {
            this.classCode = code;
            return this;
        }

        public InstrumentBuilder names(String zh, String en) {
            this.nameZh = zh;
            this.nameEn = en;
            return this;
        }

        public InstrumentBuilder model(String text) {
            this.model = text;
            return this;
        }

        public InstrumentBuilder accessory(String zh, String en) {
            this.accessories.add(new String[] {zh, en});
            return this;
        }

        public InstrumentBuilder status(String text) {
            this.status = text;
            return this;
        }

        public InstrumentBuilder shareMode(String text) {
            this.shareMode = text;
            return this;
        }

        public InstrumentBuilder notBookable() {
            this.bookable = false;
            return this;
        }

        public InstrumentBuilder unmetered() {
            this.metered = false;
            return this;
        }

        public InstrumentBuilder approval() {
            this.approval = true;
            return this;
        }

        public InstrumentBuilder trained() {
            this.trained = true;
            return this;
        }

        /** Opens on this weekday (1 is Monday) between these minutes, instead of always. */
        public InstrumentBuilder opens(int weekday, int fromMinute, int untilMinute) {
            this.hours.add(new int[] {weekday, fromMinute, untilMinute});
            return this;
        }

        /** Never opens. */
        public InstrumentBuilder closed() {
            this.closed = true;
            return this;
        }

        public InstrumentBuilder step(int minutes) {
            this.stepMinutes = minutes;
            return this;
        }

        public InstrumentBuilder length(int leastMinutes, int mostMinutes) {
            this.minMinutes = leastMinutes;
            this.maxMinutes = mostMinutes;
            return this;
        }

        public InstrumentBuilder lead(int minutes) {
            this.leadMinutes = minutes;
            return this;
        }

        public InstrumentBuilder horizon(int days) {
            this.horizonDays = days;
            return this;
        }

        public InstrumentBuilder buffers(int beforeMinutes, int afterMinutes) {
            this.bufferBeforeMinutes = beforeMinutes;
            this.bufferAfterMinutes = afterMinutes;
            return this;
        }

        public InstrumentBuilder cancelFree(int minutesBefore) {
            this.cancelFreeMinutes = minutesBefore;
            return this;
        }

        public InstrumentBuilder noShowGrace(int minutes) {
            this.noShowGraceMinutes = minutes;
            return this;
        }

        public InstrumentBuilder approvalHours(int hoursMax) {
            this.approvalHours = hoursMax;
            return this;
        }

        /** RUN, ACTIVE, BOOKED or MAX, and the step that seconds round up to. */
        public InstrumentBuilder basis(String name, int step) {
            this.basis = name;
            this.stepSeconds = step;
            return this;
        }

        /** The same rates for all tiers. */
        public InstrumentBuilder rates(long setup, long hour, long sample, long minimum) {
            this.setupFen = setup;
            this.hourFen = hour;
            this.sampleFen = sample;
            this.minimumFen = minimum;
            return this;
        }

        /** Without any tariff. */
        public InstrumentBuilder unpriced() {
            this.priced = false;
            return this;
        }

        public Instrument create() {
            return jdbi.inTransaction(handle -> {
                handle.execute(
                        "INSERT INTO instrument_class (code, name_zh, name_en) VALUES (?, '分析仪器', 'Analytical instruments') ON CONFLICT DO NOTHING",
                        classCode);
                String innerId = unique("I-");
                long id = insert(
                        handle,
                        """
                        INSERT INTO instrument (inner_id, owner_id, class_code, area_id, name_zh, name_en, model, manufacturer, nation,
                            worth_fen, began_on, status, share_mode, bookable, metered)
                        VALUES (?, ?, ?, ?, ?, ?, ?, 'Maker', 'CHN', 80000000, DATE '2020-01-01', ?, ?, ?, ?) RETURNING id""",
                        innerId,
                        owner.id(),
                        classCode,
                        owner.area().id(),
                        nameZh,
                        nameEn,
                        model,
                        status,
                        shareMode,
                        bookable,
                        metered);
                accessories.forEach(a -> handle.execute(
                        "INSERT INTO accessory (instrument_id, name_zh, name_en) VALUES (?, ?, ?)", id, a[0], a[1]));
                policy(handle, id);
                if (priced) {
                    tariff(handle, id);
                }
                handle.createQuery("SELECT instrument_search_refresh(ARRAY[:id]::bigint[])")
                        .bind("id", id)
                        .mapTo(String.class)
                        .list();
                return new Instrument(id, innerId, owner.id());
            });
        }

        private void policy(Handle handle, long id) {
            handle.execute(
                    """
                    INSERT INTO booking_policy (instrument_id, valid, approval, training_required, step_minutes, min_minutes, max_minutes,
                        lead_minutes, horizon_days, buffer_before_minutes, buffer_after_minutes, cancel_free_minutes,
                        no_show_grace_minutes, approval_hours)
                    VALUES (?, tstzrange(?, NULL), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                    id,
                    LONG_AGO,
                    approval,
                    trained,
                    stepMinutes,
                    minMinutes,
                    maxMinutes,
                    leadMinutes,
                    horizonDays,
                    bufferBeforeMinutes,
                    bufferAfterMinutes,
                    cancelFreeMinutes,
                    noShowGraceMinutes,
                    approvalHours);
            if (!closed && hours.isEmpty()) {
                for (int weekday = 1; weekday <= 7; weekday++) {
                    hours.add(new int[] {weekday, 0, 1440});
                }
            }
            hours.forEach(h -> handle.execute(
                    "INSERT INTO opening_hours (instrument_id, weekday, opens_minute, closes_minute) VALUES (?, ?, ?, ?)",
                    id,
                    h[0],
                    h[1],
                    h[2]));
        }

        private void tariff(Handle handle, long id) {
            long tariff = insert(handle, """
                    INSERT INTO tariff (instrument_id, version, valid, basis, step_seconds, created_at)
                    VALUES (?, 1, tstzrange(?, NULL), ?, ?, ?) RETURNING id""", id, LONG_AGO, basis, stepSeconds, LONG_AGO);
            for (String tier : List.of("INTERNAL", "EXTERNAL", "COMPANY")) {
                handle.execute(
                        "INSERT INTO tariff_rate (tariff_id, tier, setup_fen, hour_fen, sample_fen, minimum_fen) VALUES (?, ?, ?, ?, ?, ?)",
                        tariff,
                        tier,
                        setupFen,
                        hourFen,
                        sampleFen,
                        minimumFen);
            }
        }
    }

    // ---- plain SQL ----

    private long insert(String sql, Object... values) {
        return jdbi.withHandle(handle -> insert(handle, sql, values));
    }

    private static long insert(Handle handle, String sql, Object... values) {
        var query = handle.createQuery(sql);
        for (int i = 0; i < values.length; i++) {
            query.bind(i, values[i]);
        }
        return query.mapTo(Long.class).one();
    }

    private void execute(String sql, Object... values) {
        jdbi.useHandle(handle -> handle.execute(sql, values));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
