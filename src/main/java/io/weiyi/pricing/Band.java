package io.weiyi.pricing;

/** A part of the week that may have a price of its own (计价时段). */
public enum Band {
    /** Whatever has no price of its own. */
    BASE("", ""),
    /** Hours of the night on working days (夜间). */
    NIGHT("夜间", "Night: "),
    /** Saturday and Sunday, their nights included (周末). */
    WEEKEND("周末", "Weekend: ");

    private final String zh;
    private final String en;

    Band(String zh, String en) {
        this.zh = zh;
        this.en = en;
    }

    String zh() {
        return zh;
    }

    String en() {
        return en;
    }
}
