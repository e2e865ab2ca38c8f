package io.weiyi.kernel.money;

/**
 * An amount as it is written by hand on papers of money (大写金额), where no digit can be added or changed: 1,000,000.00 is
 * 壹佰万元整. A whole 角 ends with 整 too, so that no 分 can follow it.
 */
public final class AmountInWords {

    private static final String DIGITS = "零壹贰叁肆伍陆柒捌玖";
    private static final String[] PLACES = {"", "拾", "佰", "仟"};
    private static final long TEN_THOUSAND = 10_000;
    private static final long HUNDRED_MILLION = 100_000_000;

    private AmountInWords() {}

    /** The amount in words; a negative one begins with 负. */
    public static String of(Fen amount) {
        if (amount.isZero()) {
            return "零元整";
        }
        String sign = amount.isNegative() ? "负" : "";
        // The smallest long has no positive twin; dividing first keeps every amount within range.
        long yuan = Math.abs(amount.value() / 100);
        int fen = (int) Math.abs(amount.value() % 100);
        String words = yuan == 0 ? "" : whole(yuan) + "元";
        return sign + words + cents(fen, yuan > 0);
    }

    private static String cents(int fen, boolean afterYuan) {
        int jiao = fen / 10;
        int rest = fen % 10;
        if (fen == 0) {
            return "整";
        }
        if (jiao == 0) {
            return (afterYuan ? "零" : "") + digit(rest) + "分";
        }
        return digit(jiao) + "角" + (rest == 0 ? "整" : digit(rest) + "分");
    }

    private static String whole(long number) {
        if (number >= HUNDRED_MILLION) {
            return joined(number, HUNDRED_MILLION, "亿");
        }
        if (number >= TEN_THOUSAND) {
            return joined(number, TEN_THOUSAND, "万");
        }
        return group((int) number);
    }

    /** What stands above the unit, the unit, and the rest with a 零 where the rest does not reach the place below it. */
    private static String joined(long number, long unit, String word) {
        long rest = number % unit;
        String above = whole(number / unit) + word;
        if (rest == 0) {
            return above;
        }
        return above + (rest < unit / 10 ? "零" : "") + whole(rest);
    }

    private static String group(int number) {
        StringBuilder words = new StringBuilder();
        boolean gap = false;
        for (int place = PLACES.length - 1, unit = 1_000; place >= 0; place--, unit /= 10) {
            int digit = number / unit % 10;
            if (digit == 0) {
                gap = !words.isEmpty();
            } else {
                words.append(gap ? "零" : "").append(digit(digit)).append(PLACES[place]);
                gap = false;
            }
        }
        return words.toString();
    }

    private static char digit(int digit) {
        return DIGITS.charAt(digit);
    }
}
