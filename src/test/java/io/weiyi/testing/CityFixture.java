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
    static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
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
        join(person, organisation, roles);
        return person;
    }

    /** Makes somebody an active member of one more organisation. */
    public void join(Person person, Org organisation, Role... roles) {
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
        return new InstrumentBuilder(jdbi, owner);
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

    // ---- plain SQL ----

    private long insert(String sql, Object... values) {
        return jdbi.withHandle(handle -> insert(handle, sql, values));
    }

    /** Plain SQL with positional parameters that returns a number. */
    public static long insert(Handle handle, String sql, Object... values) {
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
