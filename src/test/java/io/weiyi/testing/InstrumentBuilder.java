package io.weiyi.testing;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Describes one instrument of a {@link CityFixture}; nothing is written before {@link #create}. */
public final class InstrumentBuilder {

    private final Jdbi jdbi;
    private final CityFixture.Org owner;
    private final List<int[]> hours = new ArrayList<>();
    private final List<String[]> accessories = new ArrayList<>();
    private String classCode = "030101";
    private String nameZh = CityFixture.unique("扫描电子显微镜");
    private String nameEn = CityFixture.unique("Scanning electron microscope ");
    private String model = "Model-" + CityFixture.unique("");
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
    private Integer personWeekMinutes;
    private String basis = "ACTIVE";
    private int stepSeconds = 1;
    private long setupFen;
    private long hourFen = 20000;
    private long sampleFen = 10000;
    private long minimumFen;

    InstrumentBuilder(Jdbi jdbi, CityFixture.Org owner) {
        this.jdbi = jdbi;
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

    /** Most that one person may book in a week. */
    public InstrumentBuilder personWeek(int minutesMost) {
        this.personWeekMinutes = minutesMost;
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

    public CityFixture.Instrument create() {
        return jdbi.inTransaction(handle -> {
            handle.execute(
                    "INSERT INTO instrument_class (code, name_zh, name_en) VALUES (?, '分析仪器', 'Analytical instruments') ON CONFLICT DO NOTHING",
                    classCode);
            String innerId = CityFixture.unique("I-");
            long id = CityFixture.insert(
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
            return new CityFixture.Instrument(id, innerId, owner.id());
        });
    }

    private void policy(Handle handle, long id) {
        handle.execute(
                """
                INSERT INTO booking_policy (instrument_id, valid, approval, training_required, step_minutes, min_minutes, max_minutes,
                    lead_minutes, horizon_days, buffer_before_minutes, buffer_after_minutes, cancel_free_minutes,
                    no_show_grace_minutes, approval_hours, person_week_minutes)
                VALUES (?, tstzrange(?, NULL), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                id,
                CityFixture.LONG_AGO,
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
                approvalHours,
                personWeekMinutes);
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
        long tariff =
                CityFixture.insert(handle, """
                INSERT INTO tariff (instrument_id, version, valid, basis, step_seconds, created_at)
                VALUES (?, 1, tstzrange(?, NULL), ?, ?, ?) RETURNING id""", id, CityFixture.LONG_AGO, basis, stepSeconds, CityFixture.LONG_AGO);
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
