package io.weiyi.demo;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Invents names: seldom syllables are combined, so that hardly any real firm or person is hit. */
final class DemoNames {

    /** First and second syllables of invented trade names, with their sound. */
    private static final List<DemoText.Pair> FIRST =
            words("澜 lan,屿 yu,汐 xi,沐 mu,峤 qiao,珩 heng,璟 jing,烨 ye,朔 shuo,砺 li,翊 yi,骁 xiao,霁 ji,旻 min,昱 yu,湛 zhan,"
                    + "澍 shu,渊 yuan,泓 hong,漪 yi,岑 cen,嵘 rong,桐 tong,棠 tang,榆 yu,樾 yue,檀 tan,竑 hong,筠 yun,翎 ling,"
                    + "苇 wei,菁 jing,葳 wei,蔚 wei,蕴 yun,衡 heng,谦 qian,逸 yi,铎 duo,锴 kai,霖 lin,麒 qi,齐 qi,璞 pu");

    private static final List<DemoText.Pair> SECOND =
            words("启 qi,程 cheng,擎 qing,禾 he,立 li,川 chuan,达 da,诺 nuo,源 yuan,信 xin,恒 heng,盛 sheng,博 bo,科 ke,翔 xiang,"
                    + "辰 chen,禹 yu,泽 ze,锐 rui,拓 tuo,汇 hui,凯 kai,朗 lang,越 yue,铭 ming,航 hang,巍 wei,洲 zhou,宁 ning,峰 feng");

    private static final List<DemoText.Pair> TRADES = trades();

    private static final String SURNAMES =
            "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎" + "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";
    private static final String GIVEN =
            "晓岚海宁嘉禾思远一鸣子涵若溪雨桐俊杰文博志强建国秀英丽娟晨曦浩然梓萱欣怡宇航明哲静雯雪莹凯旋振华永健春燕国栋" + "立新玉兰少华佳琪卓然彦霖沛然知行其正云舒怀瑾景行天朗星野";

    private final Draw draw;
    private final Set<String> taken = new HashSet<>();

    DemoNames(Draw draw) {
        this.draw = draw;
    }

    private static List<DemoText.Pair> trades() {
        return DemoText.rows("trades", 2).stream()
                .map(row -> new DemoText.Pair(row.get(0), row.get(1)))
                .toList();
    }

    /** A firm's name that was not given before. */
    DemoText.Pair firm(DemoText.Pair place) {
        while (true) {
            DemoText.Pair first = draw.pick(FIRST);
            DemoText.Pair second = draw.pick(SECOND);
            DemoText.Pair trade = draw.pick(TRADES);
            if (taken.add(place.left() + first.left() + second.left() + trade.left())) {
                boolean shares = draw.chance(40);
                return new DemoText.Pair(
                        place.left() + first.left() + second.left() + trade.left() + (shares ? "股份有限公司" : "有限公司"),
                        place.right() + " " + capital(first.right() + second.right()) + " " + trade.right()
                                + (shares ? " Inc." : " Co., Ltd."));
            }
        }
    }

    /** A two-syllable stem that was not given before, for the names of public bodies. */
    DemoText.Pair stem() {
        while (true) {
            DemoText.Pair first = draw.pick(FIRST);
            DemoText.Pair second = draw.pick(SECOND);
            if (taken.add("stem:" + first.left() + second.left())) {
                return new DemoText.Pair(first.left() + second.left(), capital(first.right() + second.right()));
            }
        }
    }

    /** A person's name; several people may share one. */
    static String person(Draw draw) {
        char surname = SURNAMES.charAt(draw.between(0, SURNAMES.length() - 1));
        int at = draw.between(0, GIVEN.length() / 2 - 1) * 2;
        String given = draw.chance(250) ? GIVEN.substring(at, at + 1) : GIVEN.substring(at, at + 2);
        return surname + given;
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static List<DemoText.Pair> words(String text) {
        return List.of(text.split(",")).stream()
                .map(word -> new DemoText.Pair(word.substring(0, 1), word.substring(2)))
                .toList();
    }
}
