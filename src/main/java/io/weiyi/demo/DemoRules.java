package io.weiyi.demo;

/** The booking rules of an instrument, all its owner's own choice; times in minutes unless named otherwise. */
record DemoRules(
        OpeningPattern opening,
        boolean approval,
        boolean trainingRequired,
        int stepMinutes,
        int minMinutes,
        int maxMinutes,
        int leadMinutes,
        int horizonDays,
        int bufferBeforeMinutes,
        int bufferAfterMinutes,
        int cancelFreeMinutes,
        int noShowGraceMinutes) {

    /** The rules of the instruments that tests from outside book: open at any time, without any waiting. */
    static DemoRules open(boolean approval, boolean trainingRequired) {
        return new DemoRules(OpeningPattern.ALWAYS, approval, trainingRequired, 30, 30, 1440, 0, 90, 0, 0, 0, 30);
    }

    /** Rules as a lab would choose them for an instrument of this hourly price. */
    static DemoRules drawn(Draw draw, int hourYuan) {
        boolean dear = hourYuan >= 300;
        OpeningPattern opening = OpeningPattern.values()[draw.weighted(30, 24, 16, 12, 13, 5)];
        int step = new int[] {15, 30, 60}[draw.weighted(10, 72, 18)];
        int least = dear ? 120 : new int[] {60, 60, 120}[draw.weighted(5, 3, 2)];
        int most = new int[] {240, 480, 720}[draw.weighted(35, 50, 15)];
        return new DemoRules(
                opening,
                draw.chance(dear ? 550 : 300),
                draw.chance(dear ? 450 : 200),
                step,
                least,
                most,
                new int[] {0, 60, 1440, 4320}[draw.weighted(15, 25, 40, 20)],
                new int[] {14, 28, 30, 60, 90}[draw.weighted(10, 30, 30, 20, 10)],
                draw.chance(150) ? 15 : 0,
                new int[] {0, 15, 30}[draw.weighted(60, 22, 18)],
                new int[] {60, 240, 1440}[draw.weighted(20, 20, 60)],
                draw.chance(800) ? 30 : 60);
    }
}
